# the cable of a worker is pulled for a moment, then for longer, then plugged in
@ cluster managers=1 workers=2
@ image nginx:alpine
node1$ docker service create -d --name web --replicas 3 -p 8080:80 nginx:alpine
  n3zahlnvrz7uuzce6uvpbapkw
+ 1.66 1.66
@ until node1$ docker service ls =~ 3/3 60s
+ 10.15
@ cut node3
+ 10.19
@ wait 4s
+ 14.19
@ heal node3
+ 14.26
@ wait 6s
+ 20.26
node1$ docker node ls --format '{{.Hostname}} {{.Status}}'
  node1 Ready
  node2 Ready
  node3 Ready
+ 21.06 0.80
node1$ docker service ps web --format '{{.Name}} {{.DesiredState}}'
  web.1 Running
  web.2 Running
  web.3 Running
+ 21.96 0.90
@ cut node3
+ 22.04
node1$ docker node ls --format '{{.Hostname}} {{.Status}}'
  node1 Ready
  node2 Ready
  node3 Ready
+ 22.67 0.63
node3$ docker ps --format '{{.Names}} {{.State}}' | cut -d. -f1
  web
+ 23.29 0.60
node3$ curl -s -m 3 -o /dev/null -w '%{http_code}\n' localhost:8080
  000
? 28
+ 26.41 3.12
@ until node1$ docker node ls --filter name=node3 =~ Down 40s
+ 33.69
node1$ docker service ls
  ID             NAME      MODE         REPLICAS   IMAGE          PORTS
  n3zahlnvrz7u   web       replicated   3/3        nginx:alpine   *:8080->80/tcp
+ 34.08 0.39
@ until node1$ docker service ps web --filter desired-state=running --format '{{.Node}} {{.CurrentState}}' =~ ^((node1|node2) Running[^\n]*\n?){3}$ 40s
+ 45.60
node1$ docker service ps web
  ID             NAME        IMAGE          NODE      DESIRED STATE   CURRENT STATE            ERROR     PORTS
  jblzzu3ipegt   web.1       nginx:alpine   node1     Running         Running 36 seconds ago             
  vjbz5hafoull   web.2       nginx:alpine   node2     Running         Running 1 second ago               
  80lv7cohcvjx    \_ web.2   nginx:alpine   node3     Shutdown        Running 38 seconds ago             
  gy4pg5bai2nq   web.3       nginx:alpine   node2     Running         Running 38 seconds ago             
+ 46.42 0.82
node1$ ping -c 1 -W 1 node3 | tail -2
  1 packets transmitted, 0 received, 100% packet loss, time 0ms
  
+ 47.49 1.07
node1$ curl -sS -m 3 node3:8080; echo $?
  curl: (28) Connection timed out after 3000 milliseconds
  28
+ 50.58 3.10
node3$ docker ps --format '{{.Names}} {{.State}}' | cut -d. -f1
  web
+ 51.11 0.53
node3$ docker info --format '{{.Swarm.LocalNodeState}}|{{.Swarm.Error}}'
  active|
+ 51.74 0.63
@ heal node3
+ 51.81
@ until node1$ docker node ls --filter name=node3 =~ Ready 60s
+ 57.34
@ wait 6s
+ 63.35
node1$ docker service ls
  ID             NAME      MODE         REPLICAS   IMAGE          PORTS
  n3zahlnvrz7u   web       replicated   3/3        nginx:alpine   *:8080->80/tcp
+ 63.82 0.47
node1$ docker service ps web
  ID             NAME        IMAGE          NODE      DESIRED STATE   CURRENT STATE            ERROR     PORTS
  jblzzu3ipegt   web.1       nginx:alpine   node1     Running         Running 54 seconds ago             
  vjbz5hafoull   web.2       nginx:alpine   node2     Running         Running 19 seconds ago             
  80lv7cohcvjx    \_ web.2   nginx:alpine   node3     Shutdown        Shutdown 2 seconds ago             
  gy4pg5bai2nq   web.3       nginx:alpine   node2     Running         Running 55 seconds ago             
+ 64.33 0.51
node3$ docker ps -a --format '{{.Names}} {{.Status}}' | sed 's/\.[a-z0-9]\{25\}//'
  web.2 Exited (0) 4 seconds ago
+ 64.84 0.51
node1$ curl -s -m 3 -o /dev/null -w '%{http_code}\n' node3:8080
  000
? 28
+ 67.93 3.08
