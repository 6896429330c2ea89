# nodes that join later: nothing moves by itself, the next scale uses them, update --force spreads anew
@ hosts 3
@ setup node1$ docker swarm init --advertise-addr 192.168.99.11
@ image nginx:alpine
node1$ docker service create -d --name web --replicas 4 nginx:alpine
  maioiucf0i1u47kdav8ndu8hz
+ 0.56 0.55
@ until node1$ docker service ls =~ 4/4 60s
+ 8.99
node2$ docker swarm join --token {WORKER_TOKEN} 192.168.99.11:2377
  This node joined a swarm as a worker.
+ 10.81 1.82
node3$ docker swarm join --token {WORKER_TOKEN} 192.168.99.11:2377
  This node joined a swarm as a worker.
+ 12.74 1.92
@ wait 4s
+ 16.74
node1$ docker service ps web --format '{{.Node}}' | sort | uniq -c
        4 node1
+ 17.33 0.59
node1$ docker service scale -d web=6
  web scaled to 6
+ 17.61 0.29
@ until node1$ docker service ls =~ 6/6 60s
+ 22.16
node1$ docker service ps web --format '{{.Node}}' | sort | uniq -c
        4 node1
        1 node2
        1 node3
+ 24.62 2.43
node1$ docker service scale -d web=3
  web scaled to 3
+ 25.24 0.62
@ wait 10s
+ 35.24
node1$ docker service ps web --format '{{.Node}}' --filter desired-state=running | sort | uniq -c
        1 node1
        1 node2
        1 node3
+ 36.26 1.01
node1$ docker service scale -d web=9
  web scaled to 9
+ 37.53 1.26
@ until node1$ docker service ls =~ 9/9 60s
+ 45.17
node1$ docker service ps web --format '{{.Node}}' --filter desired-state=running | sort | uniq -c
        3 node1
        3 node2
        3 node3
+ 45.87 0.70
node3$ docker swarm leave
  Node left the swarm.
+ 51.67 5.79
@ until node1$ docker node ls =~ Down 40s
+ 60.72
@ until node1$ docker service ps web --filter desired-state=running --format '{{.Node}} {{.CurrentState}}' =~ ^((node1|node2) Running[^\n]*\n?){9}$ 60s
+ 69.81
node1$ docker service ls
  ID             NAME      MODE         REPLICAS   IMAGE          PORTS
  maioiucf0i1u   web       replicated   12/9       nginx:alpine   
+ 70.35 0.54
node1$ docker service ps web --format '{{.Node}} {{.DesiredState}}' | sort | uniq -c
        4 node1 Running
        5 node2 Running
        3 node3 Shutdown
+ 70.98 0.64
node3$ docker ps -aq | wc -l
  0
+ 71.65 0.67
node1$ docker node rm node3
  node3
+ 72.15 0.48
@ wait 2s
+ 74.15
node1$ docker service ls
  ID             NAME      MODE         REPLICAS   IMAGE          PORTS
  maioiucf0i1u   web       replicated   9/9        nginx:alpine   
+ 74.56 0.41
node1$ docker service ps web --filter desired-state=shutdown
  ID             NAME      IMAGE          NODE                        DESIRED STATE   CURRENT STATE            ERROR     PORTS
  f9qnr919f7c0   web.4     nginx:alpine   5lusvzrx8hoo2rho1nxmajsmv   Shutdown        Orphaned 3 seconds ago             
  xa3myukvgnmk   web.5     nginx:alpine   5lusvzrx8hoo2rho1nxmajsmv   Shutdown        Orphaned 3 seconds ago             
  vcljj0dbzgoq   web.9     nginx:alpine   5lusvzrx8hoo2rho1nxmajsmv   Shutdown        Orphaned 3 seconds ago             
+ 75.36 0.80
