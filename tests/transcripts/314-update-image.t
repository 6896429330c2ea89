# rolling update of the image in the foreground, detached and quiet; status, history, update of nothing
@ cluster managers=1 workers=2
@ image nginx:alpine nginx:1.27-alpine nginx:1.25-alpine
node1$ docker service create -d --name web --replicas 3 -p 8080:80 nginx:alpine
  3z4ooi5fca9ftwjglwbb2c31k
+ 2.14 2.14
@ until node1$ docker service ls =~ 3/3 60s
+ 12.02
node1$ docker service update --image nginx:1.27-alpine web
  web
  overall progress: 0 out of 3 tasks
  1/3:  
  2/3:  
  3/3:  
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 0 out of 3 tasks
  overall progress: 1 out of 3 tasks
  overall progress: 1 out of 3 tasks
  overall progress: 1 out of 3 tasks
  overall progress: 1 out of 3 tasks
  overall progress: 1 out of 3 tasks
  overall progress: 1 out of 3 tasks
  overall progress: 1 out of 3 tasks
  overall progress: 1 out of 3 tasks
  overall progress: 1 out of 3 tasks
  overall progress: 1 out of 3 tasks
  overall progress: 1 out of 3 tasks
  overall progress: 1 out of 3 tasks
  overall progress: 1 out of 3 tasks
  overall progress: 1 out of 3 tasks
  overall progress: 1 out of 3 tasks
  overall progress: 1 out of 3 tasks
  overall progress: 1 out of 3 tasks
  overall progress: 1 out of 3 tasks
  overall progress: 1 out of 3 tasks
  overall progress: 1 out of 3 tasks
  overall progress: 1 out of 3 tasks
  overall progress: 1 out of 3 tasks
  overall progress: 1 out of 3 tasks
  overall progress: 1 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 2 out of 3 tasks
  overall progress: 3 out of 3 tasks
  verify: Waiting 5 seconds to verify that tasks are stable...
  verify: Waiting 5 seconds to verify that tasks are stable...
  verify: Waiting 5 seconds to verify that tasks are stable...
  verify: Waiting 5 seconds to verify that tasks are stable...
  verify: Waiting 4 seconds to verify that tasks are stable...
  verify: Waiting 4 seconds to verify that tasks are stable...
  verify: Waiting 4 seconds to verify that tasks are stable...
  verify: Waiting 3 seconds to verify that tasks are stable...
  verify: Waiting 3 seconds to verify that tasks are stable...
  verify: Waiting 3 seconds to verify that tasks are stable...
  verify: Waiting 2 seconds to verify that tasks are stable...
  verify: Waiting 2 seconds to verify that tasks are stable...
  verify: Waiting 2 seconds to verify that tasks are stable...
  verify: Waiting 1 seconds to verify that tasks are stable...
  verify: Waiting 1 seconds to verify that tasks are stable...
  verify: Service web converged
+ 48.93 36.91
node1$ docker service ls
  ID             NAME      MODE         REPLICAS   IMAGE               PORTS
  3z4ooi5fca9f   web       replicated   3/3        nginx:1.27-alpine   *:8080->80/tcp
+ 49.50 0.56
node1$ docker service ps web
  ID             NAME        IMAGE               NODE      DESIRED STATE   CURRENT STATE             ERROR     PORTS
  513y7slzeh2y   web.1       nginx:1.27-alpine   node1     Running         Running 16 seconds ago              
  8n9gggoda45u    \_ web.1   nginx:alpine        node1     Shutdown        Shutdown 21 seconds ago             
  u4m9pvs2zg1e   web.2       nginx:1.27-alpine   node2     Running         Running 27 seconds ago              
  xysaex4max55    \_ web.2   nginx:alpine        node2     Shutdown        Shutdown 32 seconds ago             
  aa0o3l3wp1bi   web.3       nginx:1.27-alpine   node3     Running         Running 6 seconds ago               
  wludxjxf6185    \_ web.3   nginx:alpine        node3     Shutdown        Shutdown 10 seconds ago             
+ 50.12 0.63
node1$ docker service inspect web --format '{{json .UpdateStatus.State}} {{.UpdateStatus.Message}}'
  "completed" update completed
+ 50.71 0.59
node1$ docker service inspect --pretty web
  
  ID:		3z4ooi5fca9ftwjglwbb2c31k
  Name:		web
  Service Mode:	Replicated
   Replicas:	3
  UpdateStatus:
   State:		completed
   Started:	38 seconds ago
   Completed:	2 seconds ago
   Message:	update completed
  Placement:
  UpdateConfig:
   Parallelism:	1
   On failure:	pause
   Monitoring Period: 5s
   Max failure ratio: 0
   Update order:      stop-first
  RollbackConfig:
   Parallelism:	1
   On failure:	pause
   Monitoring Period: 5s
   Max failure ratio: 0
   Rollback order:    stop-first
  ContainerSpec:
   Image:		nginx:1.27-alpine@sha256:7a5b5e8d42b44292803240995b3440cc88536e9d27db7dec8cd2345d024318a3
   Init:		false
  Resources:
  Endpoint Mode:	vip
  Ports:
   PublishedPort = 8080
    Protocol = tcp
    TargetPort = 80
    PublishMode = ingress 
  
+ 51.29 0.56
node1$ docker service update --image nginx:1.27-alpine web
  web
  overall progress: 0 out of 3 tasks
  1/3:  
  2/3:  
  3/3:  
  overall progress: 3 out of 3 tasks
  verify: Waiting 5 seconds to verify that tasks are stable...
  verify: Waiting 5 seconds to verify that tasks are stable...
  verify: Waiting 5 seconds to verify that tasks are stable...
  verify: Waiting 4 seconds to verify that tasks are stable...
  verify: Waiting 4 seconds to verify that tasks are stable...
  verify: Waiting 4 seconds to verify that tasks are stable...
  verify: Waiting 4 seconds to verify that tasks are stable...
  verify: Waiting 3 seconds to verify that tasks are stable...
  verify: Waiting 3 seconds to verify that tasks are stable...
  verify: Waiting 3 seconds to verify that tasks are stable...
  verify: Waiting 2 seconds to verify that tasks are stable...
  verify: Waiting 2 seconds to verify that tasks are stable...
  verify: Waiting 2 seconds to verify that tasks are stable...
  verify: Waiting 1 seconds to verify that tasks are stable...
  verify: Waiting 1 seconds to verify that tasks are stable...
  verify: Waiting 1 seconds to verify that tasks are stable...
  verify: Service web converged
+ 57.08 5.78
node1$ docker service update web
  web
  overall progress: 0 out of 3 tasks
  1/3:  
  2/3:  
  3/3:  
  overall progress: 3 out of 3 tasks
  verify: Waiting 5 seconds to verify that tasks are stable...
  verify: Waiting 5 seconds to verify that tasks are stable...
  verify: Waiting 5 seconds to verify that tasks are stable...
  verify: Waiting 4 seconds to verify that tasks are stable...
  verify: Waiting 4 seconds to verify that tasks are stable...
  verify: Waiting 4 seconds to verify that tasks are stable...
  verify: Waiting 4 seconds to verify that tasks are stable...
  verify: Waiting 3 seconds to verify that tasks are stable...
  verify: Waiting 3 seconds to verify that tasks are stable...
  verify: Waiting 3 seconds to verify that tasks are stable...
  verify: Waiting 3 seconds to verify that tasks are stable...
  verify: Waiting 2 seconds to verify that tasks are stable...
  verify: Waiting 2 seconds to verify that tasks are stable...
  verify: Waiting 2 seconds to verify that tasks are stable...
  verify: Waiting 1 seconds to verify that tasks are stable...
  verify: Waiting 1 seconds to verify that tasks are stable...
  verify: Waiting 1 seconds to verify that tasks are stable...
  verify: Waiting 1 seconds to verify that tasks are stable...
  verify: Service web converged
+ 62.80 5.72
node1$ docker service update -q --image nginx:1.25-alpine --update-parallelism 3 web
  web
+ 82.17 19.37
node1$ docker service inspect web --format '{{.Spec.TaskTemplate.ContainerSpec.Image}}' | cut -d@ -f1
  nginx:1.25-alpine
+ 82.73 0.56
node1$ docker service inspect web --format '{{.PreviousSpec.TaskTemplate.ContainerSpec.Image}}' | cut -d@ -f1
  nginx:1.27-alpine
+ 83.26 0.53
node1$ docker service update -d --image nginx:alpine --update-delay 3s --update-parallelism 1 web
  web
+ 83.97 0.71
@ sample node1$ docker service ps web --filter desired-state=running --format '{{.Name}} {{.Image}}' | sort; docker service inspect web --format '{{.UpdateStatus.State}}' every 3s for 27s
node1$ docker service ps web --filter desired-state=running --format '{{.Name}} {{.Image}}' | sort; docker service inspect web --format '{{.UpdateStatus.State}}'
  web.2 nginx:1.25-alpine
  web.3 nginx:1.25-alpine
  updating
+ 86.04 2.07
node1$ docker service ps web --filter desired-state=running --format '{{.Name}} {{.Image}}' | sort; docker service inspect web --format '{{.UpdateStatus.State}}'
  web.2 nginx:1.25-alpine
  web.3 nginx:1.25-alpine
  updating
+ 88.89 1.90
node1$ docker service ps web --filter desired-state=running --format '{{.Name}} {{.Image}}' | sort; docker service inspect web --format '{{.UpdateStatus.State}}'
  web.2 nginx:1.25-alpine
  web.3 nginx:1.25-alpine
  updating
+ 91.17 1.20
node1$ docker service ps web --filter desired-state=running --format '{{.Name}} {{.Image}}' | sort; docker service inspect web --format '{{.UpdateStatus.State}}'
  web.1 nginx:alpine
  web.2 nginx:1.25-alpine
  web.3 nginx:1.25-alpine
  updating
+ 93.99 1.02
node1$ docker service ps web --filter desired-state=running --format '{{.Name}} {{.Image}}' | sort; docker service inspect web --format '{{.UpdateStatus.State}}'
  web.1 nginx:alpine
  web.2 nginx:1.25-alpine
  web.3 nginx:1.25-alpine
  updating
+ 97.09 1.12
node1$ docker service ps web --filter desired-state=running --format '{{.Name}} {{.Image}}' | sort; docker service inspect web --format '{{.UpdateStatus.State}}'
  web.1 nginx:alpine
  web.2 nginx:1.25-alpine
  updating
+ 101.03 2.06
node1$ docker service ps web --filter desired-state=running --format '{{.Name}} {{.Image}}' | sort; docker service inspect web --format '{{.UpdateStatus.State}}'
  web.1 nginx:alpine
  web.2 nginx:1.25-alpine
  updating
+ 103.26 1.27
node1$ docker service ps web --filter desired-state=running --format '{{.Name}} {{.Image}}' | sort; docker service inspect web --format '{{.UpdateStatus.State}}'
  web.1 nginx:alpine
  web.2 nginx:1.25-alpine
  web.3 nginx:alpine
  updating
+ 107.08 2.11
node1$ docker service ps web --filter desired-state=running --format '{{.Name}} {{.Image}}' | sort; docker service inspect web --format '{{.UpdateStatus.State}}'
  web.1 nginx:alpine
  web.2 nginx:1.25-alpine
  web.3 nginx:alpine
  updating
+ 109.01 1.04
node1$ docker service ps web --filter desired-state=running --format '{{.Name}} {{.Image}}' | sort; docker service inspect web --format '{{.UpdateStatus.State}}'
  web.1 nginx:alpine
  web.3 nginx:alpine
  updating
+ 112.04 1.08
node1$ docker service ps web --format '{{.Name}} {{.Image}} {{.DesiredState}}'
  web.1 nginx:alpine Running
  web.1 nginx:1.25-alpine Shutdown
  web.1 nginx:1.27-alpine Shutdown
  web.1 nginx:alpine Shutdown
  web.2 nginx:alpine Ready
  web.2 nginx:1.25-alpine Shutdown
  web.2 nginx:1.27-alpine Shutdown
  web.2 nginx:alpine Shutdown
  web.3 nginx:alpine Running
  web.3 nginx:1.25-alpine Shutdown
  web.3 nginx:1.27-alpine Shutdown
  web.3 nginx:alpine Shutdown
+ 112.50 0.45
node1$ curl -sI http://node2:8080/ | head -2
  HTTP/1.1 200 OK
  Server: nginx/1.29.0
+ 112.72 0.22
node1$ docker service update --image
  flag needs an argument: --image
  
  Usage:  docker service update [OPTIONS] SERVICE
  
  Run 'docker service update --help' for more information
? 125
+ 113.05 0.33
node1$ docker service update --image nginx:alpine
  docker: 'docker service update' requires 1 argument
  
  Usage:  docker service update [OPTIONS] SERVICE
  
  Run 'docker service update --help' for more information
? 1
+ 113.49 0.44
node1$ docker service update --image nginx:alpine nope
  Error response from daemon: service nope not found
? 1
+ 114.13 0.64
node1$ docker service update --image 'Bad Image' web
  Error response from daemon: rpc error: code = InvalidArgument desc = ContainerSpec: "Bad Image" is not a valid repository/tag
? 1
+ 114.77 0.64
node1$ docker service update web api
  docker: 'docker service update' requires 1 argument
  
  Usage:  docker service update [OPTIONS] SERVICE
  
  Run 'docker service update --help' for more information
? 1
+ 115.32 0.54
node1$ docker service update --nope web
  unknown flag: --nope
  
  Usage:  docker service update [OPTIONS] SERVICE
  
  Run 'docker service update --help' for more information
? 125
+ 115.75 0.43
