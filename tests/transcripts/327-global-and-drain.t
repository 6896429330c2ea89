# global services: with drain, pause, a label constraint, a node that joins later, a container killed
@ hosts 4
@ setup node1$ docker swarm init --advertise-addr 192.168.99.11
@ setup node2$ docker swarm join --token {WORKER_TOKEN} 192.168.99.11:2377
@ setup node3$ docker swarm join --token {WORKER_TOKEN} 192.168.99.11:2377
@ image nginx:alpine
node1$ docker service create -d --name mon --mode global nginx:alpine
  a7zyd9wlj7s8fp3pzp928awot
+ 1.80 1.80
node1$ docker service create -d --name dbs --mode global --constraint node.labels.disk==ssd nginx:alpine
  f0ih3o7k4tyuvkcu7ju85vlfz
+ 3.09 1.29
@ until node1$ docker service ls --filter name=mon =~ 3/3 60s
+ 8.41
node1$ docker service ls
  ID             NAME      MODE      REPLICAS   IMAGE          PORTS
  f0ih3o7k4tyu   dbs       global    0/0        nginx:alpine   
  a7zyd9wlj7s8   mon       global    3/3        nginx:alpine   
+ 9.03 0.62
node1$ docker service ps dbs
  ID        NAME      IMAGE     NODE      DESIRED STATE   CURRENT STATE   ERROR     PORTS
+ 9.68 0.65
node1$ docker node update --label-add disk=ssd node2
  node2
+ 10.18 0.50
@ until node1$ docker service ls --filter name=dbs =~ 1/1 30s
+ 13.35
node1$ docker service ps dbs --format '{{.Node}} {{.DesiredState}} {{.CurrentState}}'
  node2 Running Running 1 second ago
+ 14.00 0.65
node4$ docker swarm join --token {WORKER_TOKEN} 192.168.99.11:2377
  This node joined a swarm as a worker.
+ 16.09 2.09
@ until node1$ docker service ls --filter name=mon =~ 4/4 30s
+ 21.34
node1$ docker service ps mon --format '{{.Node}} {{.DesiredState}}' | sort
  node1 Running
  node2 Running
  node3 Running
  node4 Running
+ 22.34 1.00
node1$ docker node update --availability drain node2
  node2
+ 23.08 0.74
@ wait 8s
+ 31.08
node1$ docker service ls
  ID             NAME      MODE      REPLICAS   IMAGE          PORTS
  f0ih3o7k4tyu   dbs       global    0/0        nginx:alpine   
  a7zyd9wlj7s8   mon       global    3/3        nginx:alpine   
+ 31.56 0.47
node1$ docker service ps mon --format '{{.Node}} {{.DesiredState}}' | sort
  node1 Running
  node2 Shutdown
  node3 Running
  node4 Running
+ 32.44 0.88
node1$ docker node update --availability pause node3
  node3
+ 34.03 1.59
node3$ docker rm -f $(docker ps -q)
  00db56e4ed91
+ 36.84 2.81
@ wait 10s
+ 46.84
node1$ docker service ls --filter name=mon
  ID             NAME      MODE      REPLICAS   IMAGE          PORTS
  a7zyd9wlj7s8   mon       global    2/2        nginx:alpine   
+ 47.52 0.67
node1$ docker service ps mon --format '{{.Node}} {{.DesiredState}} {{.Error}}' | sort
  node1 Running 
  node2 Shutdown 
  node3 Shutdown "task: non-zero exit (137)"
  node4 Running 
+ 48.29 0.78
node1$ docker node update --availability active node3
  node3
+ 48.82 0.53
node1$ docker node update --availability active node2
  node2
+ 49.66 0.84
@ until node1$ docker service ls --filter name=mon =~ 4/4 30s
+ 54.40
node1$ docker service ps mon --format '{{.Node}} {{.DesiredState}} {{.Error}}' | sort
  node1 Running 
  node2 Running 
  node2 Shutdown 
  node3 Running 
  node3 Shutdown "task: non-zero exit (137)"
  node4 Running 
+ 54.91 0.50
node1$ docker node update --label-rm disk node2
  node2
+ 55.72 0.80
@ wait 8s
+ 63.72
node1$ docker service ls --filter name=dbs
  ID             NAME      MODE      REPLICAS   IMAGE          PORTS
  f0ih3o7k4tyu   dbs       global    0/0        nginx:alpine   
+ 64.34 0.62
node1$ docker service ps dbs --format '{{.Node}} {{.DesiredState}} {{.Error}}'
  node2 Shutdown "assigned node no longer meets…"
  node2 Shutdown 
+ 65.59 1.26
