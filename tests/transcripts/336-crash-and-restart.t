# a command that ends or crashes: restarts every 5 s, what ps, logs and the foreground say
@ cluster managers=1 workers=1
@ image alpine nginx:alpine
node1$ docker service create -d --name once --restart-condition none alpine echo done
  z96i4h1hrw25dvy64mugt1f8l
+ 0.87 0.87
node1$ docker service create -d --name bad --restart-delay 2s alpine sh -c 'echo no luck; exit 3'
  mfe7qxxzy20fph14zet8l4tr8
+ 1.81 0.94
node1$ docker service create -d --name twice --restart-condition on-failure --restart-max-attempts 1 --restart-delay 1s alpine false
  0agstr5jfkq9eh7yhu7h7ldey
+ 3.21 1.41
node1$ docker service create -d --name nocmd alpine /no/such/program
  edvpzl3shf6b9mrmxr602uk07
+ 4.76 1.55
@ wait 25s
+ 29.77
node1$ docker service ls
  ID             NAME      MODE         REPLICAS   IMAGE           PORTS
  mfe7qxxzy20f   bad       replicated   0/1        alpine:latest   
  edvpzl3shf6b   nocmd     replicated   0/1        alpine:latest   
  z96i4h1hrw25   once      replicated   0/1        alpine:latest   
  0agstr5jfkq9   twice     replicated   0/1        alpine:latest   
+ 30.53 0.76
node1$ docker service ps once
  ID             NAME      IMAGE           NODE      DESIRED STATE   CURRENT STATE             ERROR     PORTS
  u40dvt8y0mrz   once.1    alpine:latest   node1     Shutdown        Complete 24 seconds ago             
+ 31.20 0.66
node1$ docker service ps bad --format '{{.DesiredState}} {{.Error}}' | sort | uniq -c
        1 Running 
        4 Shutdown "task: non-zero exit (3)"
+ 32.25 1.05
node1$ docker service ps twice --format '{{.DesiredState}} {{.CurrentState}} {{.Error}}' | sed 's/ago//;s/[0-9]* seconds*//'
  Shutdown Failed   "task: non-zero exit (1)"
  Shutdown Failed   "task: non-zero exit (1)"
+ 32.96 0.71
node1$ docker service ps nocmd --no-trunc --format '{{.Error}}' | sort -u
  
  "starting container failed: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "/no/such/program": stat /no/such/program: no such file or directory"
+ 33.40 0.44
node1$ docker service logs --raw bad | sort -u
  no luck
+ 33.95 0.56
node1$ timeout --preserve-status -s INT 20 docker service create --name fg alpine sh -c 'sleep 1; exit 1'
  jwr2bl2re9lyrbjk3z75tujsv
  overall progress: 0 out of 1 tasks
  1/1:  
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 1 out of 1 tasks
  verify: Waiting 5 seconds to verify that tasks are stable...
  verify: Waiting 5 seconds to verify that tasks are stable...
  verify: Waiting 5 seconds to verify that tasks are stable...
  verify: Waiting 5 seconds to verify that tasks are stable...
  verify: Waiting 4 seconds to verify that tasks are stable...
  overall progress: 0 out of 1 tasks
  verify: Detected task failure
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 1 out of 1 tasks
  verify: Waiting 5 seconds to verify that tasks are stable...
  verify: Waiting 5 seconds to verify that tasks are stable...
  verify: Waiting 5 seconds to verify that tasks are stable...
  verify: Waiting 5 seconds to verify that tasks are stable...
  verify: Waiting 5 seconds to verify that tasks are stable...
  verify: Waiting 4 seconds to verify that tasks are stable...
  verify: Waiting 4 seconds to verify that tasks are stable...
  verify: Waiting 4 seconds to verify that tasks are stable...
  verify: Waiting 3 seconds to verify that tasks are stable...
  overall progress: 0 out of 1 tasks
  verify: Detected task failure
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  Operation continuing in background.
  Use `docker service ps jwr2bl2re9lyrbjk3z75tujsv` to check progress.
+ 54.14 20.19
node1$ docker service inspect fg --format '{{json .UpdateStatus}}'
  null
+ 55.00 0.85
node1$ docker service create -d --name web nginx:alpine
  grirb5qt58qj69kl4sov8m5pi
+ 56.54 1.54
@ until node1$ docker service ls --filter name=web =~ 1/1 30s
+ 60.49
node1$ docker service ps web --format '{{.Name}} {{.DesiredState}} {{.Error}}'
  web.1 Running 
+ 61.18 0.67
