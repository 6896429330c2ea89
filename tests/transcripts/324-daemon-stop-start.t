# dockerd stopped and started: on a worker (its tasks are told so), on a follower
@ cluster managers=3 workers=1
@ image nginx:alpine
node1$ docker service create -d --name web --replicas 2 --constraint node.role==worker nginx:alpine
  fctc8ozr672e72igh48q3y5ok
+ 0.75 0.74
@ until node1$ docker service ls =~ 2/2 60s
+ 5.81
@ daemon stop node4
+ 13.76
node4$ docker ps
  Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?
? 1
+ 14.14 0.37
node4$ docker info
  Client:
   Version:    28.5.2+dfsg4
   Context:    default
   Debug Mode: false
  
  Server:
  Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?
? 1
+ 14.68 0.54
node4$ docker version
  Client:
   Version:           28.5.2+dfsg4
   API version:       1.51
   Go version:        go1.27.1
   Git commit:        9cc6dea35e9a963f281434761c656fba4ac43aed
   Built:             Tue Sep 15 11:02:57 2026
   OS/Arch:           linux/amd64
   Context:           default
  Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?
? 1
+ 15.02 0.34
node1$ docker node ls --format '{{.Hostname}} {{.Status}}'
  node1 Ready
  node2 Ready
  node3 Ready
  node4 Ready
+ 15.91 0.89
@ until node1$ docker node ls --filter name=node4 =~ Down 40s
+ 19.63
node1$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  xb83t4d7elx0tdico299okew9 *   node1      Ready     Active         Leader           28.5.2+dfsg4
  h4xb88w4bk0nmr3sv4ai3o0b0     node2      Ready     Active         Reachable        28.5.2+dfsg4
  8nmrun920xyjiuc7s6jpkwn7n     node3      Ready     Active         Reachable        28.5.2+dfsg4
  i5pqstkbhpw6fr3wzpf2i2gtc     node4      Down      Active                          28.5.2+dfsg4
+ 20.51 0.89
node1$ docker node inspect node4 --format '{{.Status.State}}: {{.Status.Message}}'
  down: heartbeat failure
+ 21.12 0.61
node1$ docker service ls
  ID             NAME      MODE         REPLICAS   IMAGE          PORTS
  fctc8ozr672e   web       replicated   2/2        nginx:alpine   
+ 21.75 0.63
node1$ docker service ps web
  ID             NAME        IMAGE          NODE      DESIRED STATE   CURRENT STATE            ERROR                              PORTS
  qbar9p9kr4jh   web.1       nginx:alpine             Ready           Pending 3 seconds ago    "no suitable node (scheduling …"   
  lqpvtg7qdxzi    \_ web.1   nginx:alpine   node4     Shutdown        Running 17 seconds ago                                      
  wby7j2nfgfaf   web.2       nginx:alpine             Ready           Pending 3 seconds ago    "no suitable node (scheduling …"   
  y30l5rhdme0t    \_ web.2   nginx:alpine   node4     Shutdown        Running 17 seconds ago                                      
+ 22.32 0.57
@ daemon start node4
+ 35.25
@ until node1$ docker node ls --filter name=node4 =~ Ready 40s
+ 36.44
@ until node1$ docker service ls =~ 2/2 40s
+ 42.02
@ wait 5s
+ 47.02
node1$ docker service ps web
  ID             NAME        IMAGE          NODE      DESIRED STATE   CURRENT STATE             ERROR     PORTS
  qbar9p9kr4jh   web.1       nginx:alpine   node4     Running         Running 8 seconds ago               
  lqpvtg7qdxzi    \_ web.1   nginx:alpine   node4     Shutdown        Shutdown 13 seconds ago             
  wby7j2nfgfaf   web.2       nginx:alpine   node4     Running         Running 7 seconds ago               
  y30l5rhdme0t    \_ web.2   nginx:alpine   node4     Shutdown        Shutdown 13 seconds ago             
+ 47.69 0.68
node4$ docker ps -a --format '{{.Names}} {{.Status}}' | sed 's/\.[a-z0-9]\{25\}//'
  web.2 Up 12 seconds
  web.1 Up 12 seconds
+ 48.02 0.33
@ daemon stop node3
+ 52.01
node1$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  xb83t4d7elx0tdico299okew9 *   node1      Ready     Active         Leader           28.5.2+dfsg4
  h4xb88w4bk0nmr3sv4ai3o0b0     node2      Ready     Active         Reachable        28.5.2+dfsg4
  8nmrun920xyjiuc7s6jpkwn7n     node3      Ready     Active         Unreachable      28.5.2+dfsg4
  i5pqstkbhpw6fr3wzpf2i2gtc     node4      Ready     Active                          28.5.2+dfsg4
+ 52.95 0.94
@ until node1$ docker node ls --filter name=node3 =~ Down 40s
+ 61.23
node1$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  xb83t4d7elx0tdico299okew9 *   node1      Ready     Active         Leader           28.5.2+dfsg4
  h4xb88w4bk0nmr3sv4ai3o0b0     node2      Ready     Active         Reachable        28.5.2+dfsg4
  8nmrun920xyjiuc7s6jpkwn7n     node3      Down      Active         Unreachable      28.5.2+dfsg4
  i5pqstkbhpw6fr3wzpf2i2gtc     node4      Ready     Active                          28.5.2+dfsg4
+ 62.09 0.87
node1$ docker service scale -d web=3
  web scaled to 3
+ 63.15 1.06
@ daemon start node3
+ 76.10
@ until node1$ docker node ls --filter name=node3 =~ Ready +Active +Reachable 40s
+ 81.54
node3$ docker service ls
  ID             NAME      MODE         REPLICAS   IMAGE          PORTS
  fctc8ozr672e   web       replicated   3/3        nginx:alpine   
+ 82.48 0.95
node3$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  xb83t4d7elx0tdico299okew9     node1      Ready     Active         Leader           28.5.2+dfsg4
  h4xb88w4bk0nmr3sv4ai3o0b0     node2      Ready     Active         Reachable        28.5.2+dfsg4
  8nmrun920xyjiuc7s6jpkwn7n *   node3      Ready     Active         Reachable        28.5.2+dfsg4
  i5pqstkbhpw6fr3wzpf2i2gtc     node4      Ready     Active                          28.5.2+dfsg4
+ 83.98 1.49
