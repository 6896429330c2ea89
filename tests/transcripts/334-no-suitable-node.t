# nowhere to run: drained, constrained, too large, in the foreground until interrupted; and how it resolves
@ cluster managers=1 workers=1
@ image nginx:alpine
node1$ docker node update --availability drain node1
  node1
+ 0.61 0.61
node1$ docker node update --availability pause node2
  node2
+ 1.10 0.49
node1$ docker service create -d --name web --replicas 2 nginx:alpine
  ihyo3nuxuukbc64mqoao83i4o
+ 1.83 0.73
@ wait 2s
+ 3.83
node1$ docker service ps web
  ID             NAME      IMAGE          NODE      DESIRED STATE   CURRENT STATE           ERROR                              PORTS
  9pze2t2hmpoy   web.1     nginx:alpine             Running         Pending 2 seconds ago   "no suitable node (2 nodes not…"   
  grrqro2jrhqz   web.2     nginx:alpine             Running         Pending 2 seconds ago   "no suitable node (2 nodes not…"   
+ 4.43 0.60
node1$ docker service ps web --no-trunc --format '{{.CurrentState}} {{.Error}}'
  Pending 3 seconds ago "no suitable node (2 nodes not available for new tasks)"
  Pending 3 seconds ago "no suitable node (2 nodes not available for new tasks)"
+ 4.97 0.54
node1$ docker service ls
  ID             NAME      MODE         REPLICAS   IMAGE          PORTS
  ihyo3nuxuukb   web       replicated   0/2        nginx:alpine   
+ 5.35 0.37
node1$ docker node update --availability active node2
  node2
+ 5.89 0.54
@ until node1$ docker service ls =~ 2/2 60s
+ 11.74
node1$ docker service ps web
  ID             NAME      IMAGE          NODE      DESIRED STATE   CURRENT STATE           ERROR     PORTS
  9pze2t2hmpoy   web.1     nginx:alpine   node2     Running         Running 2 seconds ago             
  grrqro2jrhqz   web.2     nginx:alpine   node2     Running         Running 1 second ago              
+ 12.56 0.82
node1$ docker service create -d --name zone --constraint node.labels.zone==a nginx:alpine
  ov5pjo5cw6if0gexywqabjoye
+ 14.35 1.79
node1$ docker service create -d --name big --reserve-memory 64g nginx:alpine
  fmkmfc99l38afuo1ynm2cg0xe
+ 15.41 1.06
node1$ docker service create -d --name cpu --reserve-cpu 16 nginx:alpine
  4vyhdgbho82qrm36pospb9lj3
+ 17.05 1.64
node1$ docker service create -d --name max --replicas 2 --replicas-max-per-node 1 nginx:alpine
  xrixerpsxd9wx6xb7vqypxokj
+ 18.08 1.04
@ wait 4s
+ 22.08
node1$ docker service ps zone big cpu max --no-trunc --format '{{.Name}} {{.Node}} {{.CurrentState}} {{.Error}}' | sort
  big.1  Pending 7 seconds ago "no suitable node (1 node not available for new tasks; insufficient resources on 1 node)"
  cpu.1  Pending 5 seconds ago "no suitable node (1 node not available for new tasks; insufficient resources on 1 node)"
  max.1 node2 Running 1 second ago 
  max.2  Pending 4 seconds ago "no suitable node (1 node not available for new tasks; max replicas per node limit exceed)"
  zone.1  Pending 8 seconds ago "no suitable node (1 node not available for new tasks; scheduling constraints not satisfied on 1 node)"
+ 22.52 0.43
node1$ timeout --preserve-status -s INT 6 docker service create --name fg --constraint node.hostname==nowhere nginx:alpine
  yr51gd244e0m9xir0zyryrvok
  overall progress: 0 out of 1 tasks
  1/1:  
  overall progress: 0 out of 1 tasks
  1/1: no suitable node (1 node not available for new tasks; scheduling constrain…
  overall progress: 0 out of 1 tasks
  1/1: no suitable node (1 node not available for new tasks; scheduling constrain…
  overall progress: 0 out of 1 tasks
  1/1: no suitable node (1 node not available for new tasks; scheduling constrain…
  overall progress: 0 out of 1 tasks
  1/1: no suitable node (1 node not available for new tasks; scheduling constrain…
  overall progress: 0 out of 1 tasks
  1/1: no suitable node (1 node not available for new tasks; scheduling constrain…
  overall progress: 0 out of 1 tasks
  1/1: no suitable node (1 node not available for new tasks; scheduling constrain…
  overall progress: 0 out of 1 tasks
  1/1: no suitable node (1 node not available for new tasks; scheduling constrain…
  overall progress: 0 out of 1 tasks
  1/1: no suitable node (1 node not available for new tasks; scheduling constrain…
  overall progress: 0 out of 1 tasks
  1/1: no suitable node (1 node not available for new tasks; scheduling constrain…
  overall progress: 0 out of 1 tasks
  1/1: no suitable node (1 node not available for new tasks; scheduling constrain…
  overall progress: 0 out of 1 tasks
  1/1: no suitable node (1 node not available for new tasks; scheduling constrain…
  overall progress: 0 out of 1 tasks
  1/1: no suitable node (1 node not available for new tasks; scheduling constrain…
  overall progress: 0 out of 1 tasks
  1/1: no suitable node (1 node not available for new tasks; scheduling constrain…
  overall progress: 0 out of 1 tasks
  1/1: no suitable node (1 node not available for new tasks; scheduling constrain…
  overall progress: 0 out of 1 tasks
  1/1: no suitable node (1 node not available for new tasks; scheduling constrain…
  overall progress: 0 out of 1 tasks
  1/1: no suitable node (1 node not available for new tasks; scheduling constrain…
  overall progress: 0 out of 1 tasks
  1/1: no suitable node (1 node not available for new tasks; scheduling constrain…
  overall progress: 0 out of 1 tasks
  1/1: no suitable node (1 node not available for new tasks; scheduling constrain…
  overall progress: 0 out of 1 tasks
  1/1: no suitable node (1 node not available for new tasks; scheduling constrain…
  overall progress: 0 out of 1 tasks
  1/1: no suitable node (1 node not available for new tasks; scheduling constrain…
  overall progress: 0 out of 1 tasks
  1/1: no suitable node (1 node not available for new tasks; scheduling constrain…
  overall progress: 0 out of 1 tasks
+ 28.62 6.10
node1$ docker service ls
  ID             NAME      MODE         REPLICAS               IMAGE          PORTS
  fmkmfc99l38a   big       replicated   0/1                    nginx:alpine   
  4vyhdgbho82q   cpu       replicated   0/1                    nginx:alpine   
  yr51gd244e0m   fg        replicated   0/1                    nginx:alpine   
  xrixerpsxd9w   max       replicated   1/2 (max 1 per node)   nginx:alpine   
  ihyo3nuxuukb   web       replicated   2/2                    nginx:alpine   
  ov5pjo5cw6if   zone      replicated   0/1                    nginx:alpine   
+ 29.07 0.44
node1$ docker node update --label-add zone=a node2
  node2
+ 29.56 0.50
@ until node1$ docker service ls --filter name=zone =~ 1/1 30s
+ 33.08
node1$ docker service update -d --constraint-rm node.hostname==nowhere fg
  fg
+ 33.48 0.40
@ until node1$ docker service ls --filter name=fg =~ 1/1 30s
+ 37.30
node1$ docker service ls
  ID             NAME      MODE         REPLICAS               IMAGE          PORTS
  fmkmfc99l38a   big       replicated   0/1                    nginx:alpine   
  4vyhdgbho82q   cpu       replicated   0/1                    nginx:alpine   
  yr51gd244e0m   fg        replicated   1/1                    nginx:alpine   
  xrixerpsxd9w   max       replicated   1/2 (max 1 per node)   nginx:alpine   
  ihyo3nuxuukb   web       replicated   2/2                    nginx:alpine   
  ov5pjo5cw6if   zone      replicated   1/1                    nginx:alpine   
+ 37.90 0.60
node1$ docker service ps fg --format '{{.Name}} {{.Node}} {{.DesiredState}}'
  fg.1 node2 Running
  fg.1  Shutdown
+ 38.39 0.49
node1$ docker node update --availability active node1
  node1
+ 39.05 0.66
@ wait 5s
+ 44.05
node1$ docker service ps max --format '{{.Name}} {{.Node}} {{.DesiredState}}'
  max.1 node2 Running
  max.2 node1 Running
+ 44.53 0.48
