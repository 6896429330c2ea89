# service rollback and update --rollback: progress with and without a terminal, what inspect says
@ cluster managers=1 workers=1
@ image nginx:alpine nginx:1.27-alpine
node1$ docker service create -d --name web --replicas 2 nginx:alpine
  t1qs1cbn9m52rwoch3v82yk11
+ 1.04 1.04
@ until node1$ docker service ls =~ 2/2 60s
+ 5.18
node1$ docker service rollback web
  Error response from daemon: rpc error: code = FailedPrecondition desc = service t1qs1cbn9m52rwoch3v82yk11 does not have a previous spec
? 1
+ 5.85 0.66
node1$ docker service update -d --image nginx:1.27-alpine --update-parallelism 0 web
  web
+ 7.17 1.33
@ until node1$ docker service inspect web --format '{{.UpdateStatus.State}}' =~ completed 60s
+ 18.75
node1$ docker service rollback web
  web
  rollback: manually requested rollback
  overall progress: rolling back update: 0 out of 2 tasks
  1/2:  
  2/2:  
  overall progress: rolling back update: 0 out of 2 tasks
  overall progress: rolling back update: 0 out of 2 tasks
  overall progress: rolling back update: 0 out of 2 tasks
  overall progress: rolling back update: 0 out of 2 tasks
  overall progress: rolling back update: 0 out of 2 tasks
  overall progress: rolling back update: 0 out of 2 tasks
  overall progress: rolling back update: 0 out of 2 tasks
  overall progress: rolling back update: 0 out of 2 tasks
  overall progress: rolling back update: 0 out of 2 tasks
  overall progress: rolling back update: 0 out of 2 tasks
  overall progress: rolling back update: 0 out of 2 tasks
  overall progress: rolling back update: 0 out of 2 tasks
  overall progress: rolling back update: 0 out of 2 tasks
  overall progress: rolling back update: 0 out of 2 tasks
  overall progress: rolling back update: 0 out of 2 tasks
  overall progress: rolling back update: 0 out of 2 tasks
  overall progress: rolling back update: 0 out of 2 tasks
  overall progress: rolling back update: 0 out of 2 tasks
  overall progress: rolling back update: 1 out of 2 tasks
  overall progress: rolling back update: 1 out of 2 tasks
  overall progress: rolling back update: 1 out of 2 tasks
  overall progress: rolling back update: 1 out of 2 tasks
  overall progress: rolling back update: 1 out of 2 tasks
  overall progress: rolling back update: 1 out of 2 tasks
  overall progress: rolling back update: 1 out of 2 tasks
  overall progress: rolling back update: 1 out of 2 tasks
  overall progress: rolling back update: 1 out of 2 tasks
  overall progress: rolling back update: 1 out of 2 tasks
  overall progress: rolling back update: 1 out of 2 tasks
  overall progress: rolling back update: 1 out of 2 tasks
  overall progress: rolling back update: 1 out of 2 tasks
  overall progress: rolling back update: 1 out of 2 tasks
  overall progress: rolling back update: 1 out of 2 tasks
  overall progress: rolling back update: 1 out of 2 tasks
  overall progress: rolling back update: 1 out of 2 tasks
  overall progress: rolling back update: 1 out of 2 tasks
  overall progress: rolling back update: 1 out of 2 tasks
  overall progress: rolling back update: 2 out of 2 tasks
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
  verify: Waiting 1 seconds to verify that tasks are stable...
  verify: Waiting 1 seconds to verify that tasks are stable...
  verify: Service web converged
+ 37.63 18.88
node1$ docker service inspect web --format '{{json .UpdateStatus}}'
  {"State":"rollback_completed","StartedAt":"2026-11-21T08:21:28.505776404Z","CompletedAt":"2026-11-21T08:21:46.581500436Z","Message":"rollback completed"}
+ 38.04 0.41
node1$ docker service inspect --pretty web
  
  ID:		t1qs1cbn9m52rwoch3v82yk11
  Name:		web
  Service Mode:	Replicated
   Replicas:	2
  UpdateStatus:
   State:		rollback_completed
   Started:	19 seconds ago
   Message:	rollback completed
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
   Image:		nginx:alpine@sha256:16dd19283d16109a5959a2b8903f2c22024d90564a6944c8d8ac558acd70c182
   Init:		false
  Resources:
  Endpoint Mode:	vip
  
+ 38.39 0.35
node1$ docker service ps web
  ID             NAME        IMAGE               NODE      DESIRED STATE   CURRENT STATE             ERROR     PORTS
  l219fzvb3ukv   web.1       nginx:alpine        node2     Running         Running 6 seconds ago               
  tgke7hba2x55    \_ web.1   nginx:1.27-alpine   node2     Shutdown        Shutdown 10 seconds ago             
  uunnar7v10iu    \_ web.1   nginx:alpine        node2     Shutdown        Shutdown 29 seconds ago             
  l9mzfgjpeymj   web.2       nginx:alpine        node1     Running         Running 13 seconds ago              
  7lbip8um2n7b    \_ web.2   nginx:1.27-alpine   node1     Shutdown        Shutdown 17 seconds ago             
  n850ovqxke64    \_ web.2   nginx:alpine        node1     Shutdown        Shutdown 28 seconds ago             
+ 39.19 0.80
node1% docker service rollback web
  web
  rollback: manually requested rollback
  overall progress: rolling back update: 2 out of 2 tasks
  1/2: running
  2/2: running
  verify: Service web converged
raw: "web\r\n\r\n\u001b[1A\u001b[2K\rrollback: manually requested rollback \r\u001b[1B\r\n\u001b[1A\u001b[2K\roverall progress: rolling back update: 0 out of 2 tasks \r\u001b[1B\r\n\u001b[1A\u001b[2K\r1/2:   \r\u001b[1B\r\n\u001b[1A\u001b[2K\r2/2:   \r\u001b[1B\u001b[2A\u001b[2K\r1/2: pending   \r\u001b[2B\u001b[3A\u001b[2K\roverall progress: rolling back update: 0 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: assigned  \r\u001b[2B\u001b[3A\u001b[2K\roverall progress: rolling back update: 0 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: ready     \r\u001b[2B\u001b[3A\u001b[2K\roverall progress: rolling back update: 0 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: ready     \r\u001b[2B\u001b[3A\u001b[2K\roverall progress: rolling back update: 0 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: ready     \r\u001b[2B\u001b[3A\u001b[2K\roverall progress: rolling back update: 0 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: ready     \r\u001b[2B\u001b[3A\u001b[2K\roverall progress: rolling back update: 0 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: ready     \r\u001b[2B\u001b[3A\u001b[2K\roverall progress: rolling back update: 0 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: ready     \r\u001b[2B\u001b[3A\u001b[2K\roverall progress: rolling back update: 0 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: ready     \r\u001b[2B\u001b[3A\u001b[2K\roverall progress: rolling back update: 0 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: ready     \r\u001b[2B\u001b[3A\u001b[2K\roverall progress: rolling back update: 0 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: ready     \r\u001b[2B\u001b[3A\u001b[2K\roverall progress: rolling back update: 0 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: ready     \r\u001b[2B\u001b[3A\u001b[2K\roverall progress: rolling back update: 0 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: ready     \r\u001b[2B\u001b[3A\u001b[2K\roverall progress: rolling back update: 0 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: starting  \r\u001b[2B\u001b[3A\u001b[2K\roverall progress: rolling back update: 0 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: starting  \r\u001b[2B\u001b[3A\u001b[2K\roverall progress: rolling back update: 0 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: starting  \r\u001b[2B\u001b[3A\u001b[2K\roverall progress: rolling back update: 0 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: starting  \r\u001b[2B\u001b[3A\u001b[2K\roverall progress: rolling back update: 0 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: running   \r\u001b[2B\u001b[1A\u001b[2K\r2/2: assigned  \r\u001b[1B\u001b[3A\u001b[2K\roverall progress: rolling back update: 1 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: running   \r\u001b[2B\u001b[1A\u001b[2K\r2/2: ready     \r\u001b[1B\u001b[3A\u001b[2K\roverall progress: rolling back update: 1 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: running   \r\u001b[2B\u001b[1A\u001b[2K\r2/2: ready     \r\u001b[1B\u001b[3A\u001b[2K\roverall progress: rolling back update: 1 out of 2 tasks \r\u001b[3B\u001b[1A\u001b[2K\r2/2: ready     \r\u001b[1B\u001b[2A\u001b[2K\r1/2: running   \r\u001b[2B\u001b[3A\u001b[2K\roverall progress: rolling back update: 1 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: running   \r\u001b[2B\u001b[1A\u001b[2K\r2/2: ready     \r\u001b[1B\u001b[3A\u001b[2K\roverall progress: rolling back update: 1 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: running   \r\u001b[2B\u001b[1A\u001b[2K\r2/2: ready     \r\u001b[1B\u001b[3A\u001b[2K\roverall progress: rolling back update: 1 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: running   \r\u001b[2B\u001b[1A\u001b[2K\r2/2: ready     \r\u001b[1B\u001b[3A\u001b[2K\roverall progress: rolling back update: 1 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: running   \r\u001b[2B\u001b[1A\u001b[2K\r2/2: ready     \r\u001b[1B\u001b[3A\u001b[2K\roverall progress: rolling back update: 1 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: running   \r\u001b[2B\u001b[1A\u001b[2K\r2/2: ready     \r\u001b[1B\u001b[3A\u001b[2K\roverall progress: rolling back update: 1 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: running   \r\u001b[2B\u001b[1A\u001b[2K\r2/2: ready     \r\u001b[1B\u001b[3A\u001b[2K\roverall progress: rolling back update: 1 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: running   \r\u001b[2B\u001b[1A\u001b[2K\r2/2: ready     \r\u001b[1B\u001b[3A\u001b[2K\roverall progress: rolling back update: 1 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: running   \r\u001b[2B\u001b[1A\u001b[2K\r2/2: ready     \r\u001b[1B\u001b[3A\u001b[2K\roverall progress: rolling back update: 1 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: running   \r\u001b[2B\u001b[1A\u001b[2K\r2/2: ready     \r\u001b[1B\u001b[3A\u001b[2K\roverall progress: rolling back update: 1 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: running   \r\u001b[2B\u001b[1A\u001b[2K\r2/2: ready     \r\u001b[1B\u001b[3A\u001b[2K\roverall progress: rolling back update: 1 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: running   \r\u001b[2B\u001b[1A\u001b[2K\r2/2: starting  \r\u001b[1B\u001b[3A\u001b[2K\roverall progress: rolling back update: 1 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: running   \r\u001b[2B\u001b[1A\u001b[2K\r2/2: starting  \r\u001b[1B\u001b[3A\u001b[2K\roverall progress: rolling back update: 1 out of 2 tasks \r\u001b[3B\u001b[2A\u001b[2K\r1/2: running   \r\u001b[2B\u001b[1A\u001b[2K\r2/2: running   \r\u001b[1B\u001b[3A\u001b[2K\roverall progress: rolling back update: 2 out of 2 tasks \r\u001b[3B\r\n\u001b[1A\u001b[2K\rverify: Waiting 5 seconds to verify that tasks are stable... \r\u001b[1B\u001b[1A\u001b[2K\rverify: Waiting 5 seconds to verify that tasks are stable... \r\u001b[1B\u001b[1A\u001b[2K\rverify: Waiting 4 seconds to verify that tasks are stable... \r\u001b[1B\u001b[1A\u001b[2K\rverify: Waiting 4 seconds to verify that tasks are stable... \r\u001b[1B\u001b[1A\u001b[2K\rverify: Waiting 4 seconds to verify that tasks are stable... \r\u001b[1B\u001b[1A\u001b[2K\rverify: Waiting 3 seconds to verify that tasks are stable... \r\u001b[1B\u001b[1A\u001b[2K\rverify: Waiting 3 seconds to verify that tasks are stable... \r\u001b[1B\u001b[1A\u001b[2K\rverify: Waiting 2 seconds to verify that tasks are stable... \r\u001b[1B\u001b[1A\u001b[2K\rverify: Waiting 2 seconds to verify that tasks are stable... \r\u001b[1B\u001b[1A\u001b[2K\rverify: Waiting 2 seconds to verify that tasks are stable... \r\u001b[1B\u001b[1A\u001b[2K\rverify: Waiting 2 seconds to verify that tasks are stable... \r\u001b[1B\u001b[1A\u001b[2K\rverify: Waiting 1 seconds to verify that tasks are stable... \r\u001b[1B\u001b[1A\u001b[2K\rverify: Waiting 1 seconds to verify that tasks are stable... \r\u001b[1B\u001b[1A\u001b[2K\rverify: Service web converged \r\u001b[1B"
+ 60.64 21.45
node1$ docker service rollback -q web
  web
+ 84.46 23.82
node1$ docker service update --rollback -d web
  web
+ 86.27 1.81
node1$ docker service inspect web --format '{{.UpdateStatus.State}} {{.UpdateStatus.Message}}'
  rollback_started manually requested rollback
+ 86.94 0.68
@ until node1$ docker service inspect web --format '{{.UpdateStatus.State}}' =~ completed 60s
+ 106.58
node1$ docker service inspect web --format '{{.UpdateStatus.State}} {{.UpdateStatus.Message}}'
  rollback_completed rollback completed
+ 107.09 0.51
node1$ docker service update --rollback --image nginx:alpine web
  other flags may not be combined with --rollback
? 1
+ 107.94 0.85
node1$ docker service rollback
  docker: 'docker service rollback' requires 1 argument
  
  Usage:  docker service rollback [OPTIONS] SERVICE
  
  Run 'docker service rollback --help' for more information
? 1
+ 108.65 0.71
node1$ docker service rollback nope
  Error response from daemon: service nope not found
? 1
+ 109.07 0.42
node1$ docker service rollback web nope
  docker: 'docker service rollback' requires 1 argument
  
  Usage:  docker service rollback [OPTIONS] SERVICE
  
  Run 'docker service rollback --help' for more information
? 1
+ 110.03 0.96
