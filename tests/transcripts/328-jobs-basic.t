# replicated and global jobs: foreground, ls, ps, errors
@ cluster managers=1 workers=1
@ image alpine
node1$ docker service create --name once --mode replicated-job alpine echo hello
  4kg7qo1z5u1wg1v58elr0k2ph
  active tasks: 0 out of 1 tasks
  1/1:  
  active tasks: 1 out of 1 tasks
  active tasks: 1 out of 1 tasks
  active tasks: 1 out of 1 tasks
  active tasks: 1 out of 1 tasks
  active tasks: 1 out of 1 tasks
  active tasks: 1 out of 1 tasks
  active tasks: 1 out of 1 tasks
  active tasks: 1 out of 1 tasks
  active tasks: 1 out of 1 tasks
  active tasks: 1 out of 1 tasks
  active tasks: 1 out of 1 tasks
  active tasks: 0 out of 0 tasks
  job complete
+ 4.94 4.94
node1$ docker service ls
  ID             NAME      MODE             REPLICAS              IMAGE           PORTS
  4kg7qo1z5u1w   once      replicated job   0/1 (1/1 completed)   alpine:latest   
+ 5.40 0.46
node1$ docker service ps once
  ID             NAME                             IMAGE           NODE      DESIRED STATE   CURRENT STATE           ERROR     PORTS
  qxwdahqb0fgw   once.ihpfgggb5tue4twbds8l11fc1   alpine:latest   node1     Complete        Complete 1 second ago             
+ 5.95 0.54
node1$ docker service create --name many --mode replicated-job --replicas 4 --max-concurrent 2 alpine sleep 2
  n1jwng7jtnkap0julyz8swaqr
  active tasks: 0 out of 2 tasks
  1/4:  
  2/4:  
  3/4:  
  4/4:  
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 2 out of 2 tasks
  active tasks: 1 out of 1 tasks
  active tasks: 0 out of 0 tasks
  job complete
+ 20.28 14.34
node1$ docker service ls
  ID             NAME      MODE             REPLICAS              IMAGE           PORTS
  n1jwng7jtnka   many      replicated job   0/2 (4/4 completed)   alpine:latest   
  4kg7qo1z5u1w   once      replicated job   0/1 (1/1 completed)   alpine:latest   
+ 20.96 0.68
node1$ docker service ps many --format '{{.Image}} {{.DesiredState}} {{.CurrentState}}' | sed 's/ago//;s/[0-9]* seconds*//'
  alpine:latest Complete Complete  
  alpine:latest Complete Complete  
  alpine:latest Complete Complete  
  alpine:latest Complete Complete  
+ 21.57 0.61
node1$ docker service create --name each --mode global-job alpine true
  amb5jwme6vw5uqpqgq2d60to7
  job complete
+ 28.84 7.26
node1$ docker service ls
  ID             NAME      MODE             REPLICAS              IMAGE           PORTS
  amb5jwme6vw5   each      global job       0/0 (2/2 completed)   alpine:latest   
  n1jwng7jtnka   many      replicated job   0/2 (4/4 completed)   alpine:latest   
  4kg7qo1z5u1w   once      replicated job   0/1 (1/1 completed)   alpine:latest   
+ 29.36 0.52
node1$ docker service ps each
  ID             NAME                             IMAGE           NODE      DESIRED STATE   CURRENT STATE            ERROR     PORTS
  9cqjazci35mm   each.i41ku5d9ofpi89dfyksypdysb   alpine:latest   node2     Complete        Complete 3 seconds ago             
  un5d6tm59c77   each.ihpfgggb5tue4twbds8l11fc1   alpine:latest   node1     Complete        Complete 3 seconds ago             
+ 31.81 2.45
node1$ docker service logs --raw once
  hello
+ 32.75 0.93
node1$ docker service inspect once --format '{{json .Spec.Mode}} {{json .JobStatus.JobIteration}}'
  {"ReplicatedJob":{"MaxConcurrent":1,"TotalCompletions":1}} {}
+ 33.56 0.82
node1$ docker service create -d --name bad --mode replicated-job --restart-condition none alpine false
  os89ag0pxq4xnh9gamuk6pf3c
+ 34.41 0.83
@ wait 5s
+ 39.41
node1$ docker service ps bad
  ID             NAME                            IMAGE           NODE      DESIRED STATE   CURRENT STATE           ERROR     PORTS
  7vf2cz09s85q   bad.i41ku5d9ofpi89dfyksypdysb   alpine:latest   node2     Complete        Running 3 seconds ago             
+ 40.76 1.32
node1$ docker service ls
  ID             NAME      MODE             REPLICAS              IMAGE           PORTS
  os89ag0pxq4x   bad       replicated job   0/1 (0/1 completed)   alpine:latest   
  amb5jwme6vw5   each      global job       0/0 (2/2 completed)   alpine:latest   
  n1jwng7jtnka   many      replicated job   0/2 (4/4 completed)   alpine:latest   
  4kg7qo1z5u1w   once      replicated job   0/1 (1/1 completed)   alpine:latest   
+ 41.21 0.45
node1$ docker service create -d --name no --mode replicated-job -p 80:80 --update-parallelism 2 nginx:alpine
  update and rollback configuration is not supported for jobs
? 1
+ 41.56 0.34
node1$ docker service create -d --name no --mode global-job --replicas 2 alpine true
  replicas can only be used with replicated or replicated-job mode
? 1
+ 42.03 0.47
node1$ docker service rm once many each bad
  once
  many
  each
  bad
+ 42.55 0.52
