# service rm
@ cluster managers=1 workers=1
@ image nginx:alpine
node1$ docker service create -d --name a nginx:alpine
  mymdxvnmqwmzkg5bbff7tvqch
+ 0.87 0.87
node1$ docker service create -d --name b nginx:alpine
  tdx7jthhk591jz9qooh4h79fl
+ 1.73 0.86
node1$ docker service create -d --name c --stop-grace-period 3s alpine sleep 1000
  wehg3ny00enmfc93hauzyimot
+ 2.94 1.20
@ wait 5s
+ 7.94
node1$ docker service rm a b
  a
  b
+ 8.38 0.43
node1$ docker service rm nope
  Error response from daemon: service nope not found
? 1
+ 8.79 0.41
node1$ docker service rm c nope
  c
  Error response from daemon: service nope not found
? 1
+ 9.18 0.39
node1$ docker ps --format '{{.Names}} {{.Status}}'
  c.1.k8y4qtvbz15db80tegb8w2d02 Up 5 seconds
  b.1.k7tn65xnvfmq35kh53oukjdj0 Up 7 seconds
+ 9.61 0.43
node1$ docker service ls
  ID        NAME      MODE      REPLICAS   IMAGE     PORTS
+ 10.14 0.51
node1$ docker service ps c
  no such service: c
? 1
+ 10.78 0.63
node1$ docker service rm
  docker: 'docker service rm' requires at least 1 argument
  
  Usage:  docker service rm SERVICE [SERVICE...]
  
  See 'docker service rm --help' for more information
? 1
+ 11.39 0.61
node1$ docker service remove a
  Error response from daemon: service a not found
? 1
+ 11.86 0.47
