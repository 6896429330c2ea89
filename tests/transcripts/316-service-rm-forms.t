# service rm: several, by id and prefix, with errors, twice; what is left behind
@ cluster managers=1 workers=1
@ image nginx:alpine
node1$ for n in a b c d e; do docker service create -d --name $n --replicas 2 -p 80 nginx:alpine; done
  dqvwhixp9cj586gm7fqewzqlh
  y4fdfmna2zsionff4msjbqmpa
  wwei4ccxlwhxc97flamznttyr
  z01s9rp3ufku3i44xjwz1u7z1
  jgwukm8hwjlgeb12f0j3cjn5h
+ 10.01 10.01
@ until node1$ docker service ls =~ (2/2.*){5} 60s
+ 37.69
node1$ docker service ls --format '{{.Name}} {{.Replicas}} {{.Ports}}'
  a 2/2 *:30000->80/tcp
  b 2/2 *:30001->80/tcp
  c 2/2 *:30002->80/tcp
  d 2/2 *:30003->80/tcp
  e 2/2 *:30004->80/tcp
+ 38.76 1.07
node1$ docker service rm a
  a
+ 39.25 0.49
node1$ docker service ls --format '{{.Name}}'
  b
  c
  d
  e
+ 39.69 0.44
node1$ docker service ps a
  no such service: a
? 1
+ 40.23 0.54
node1$ docker ps --format '{{.Names}}' | sort | cut -c1-3
  a.2
  b.1
  c.1
  d.2
  e.2
+ 41.03 0.80
node1$ docker service rm nope b
  b
  Error response from daemon: service nope not found
? 1
+ 42.04 1.01
node1$ docker service rm b
  Error response from daemon: service b not found
? 1
+ 43.14 1.08
node1$ docker service rm $(docker service ls -q --filter name=c)
  wwei4ccxlwhx
+ 45.25 2.10
node1$ docker service rm
  docker: 'docker service rm' requires at least 1 argument
  
  Usage:  docker service rm SERVICE [SERVICE...]
  
  See 'docker service rm --help' for more information
? 1
+ 46.25 1.00
node1$ docker service rm --force d
  unknown flag: --force
  
  Usage:  docker service rm SERVICE [SERVICE...]
  
  Run 'docker service rm --help' for more information
? 125
+ 46.98 0.73
node1$ docker service remove d
  d
+ 47.30 0.32
node1$ docker service rm $(docker service ls -q) && docker service ls
  jgwukm8hwjlg
  ID        NAME      MODE      REPLICAS   IMAGE     PORTS
+ 50.87 3.56
node1$ docker service rm $(docker service ls -q)
  docker: 'docker service rm' requires at least 1 argument
  
  Usage:  docker service rm SERVICE [SERVICE...]
  
  See 'docker service rm --help' for more information
? 1
+ 55.49 4.62
@ wait 12s
+ 67.49
node1$ docker ps -aq | wc -l
  0
+ 68.29 0.80
node2$ docker ps -aq | wc -l
  0
+ 68.88 0.60
node1$ docker service create -d --name a -p 30000:80 nginx:alpine
  x33k8vstejjsqav03xawz5d3r
+ 69.82 0.94
node1$ docker service ls
  ID             NAME      MODE         REPLICAS   IMAGE          PORTS
  x33k8vstejjs   a         replicated   0/1        nginx:alpine   *:30000->80/tcp
+ 70.17 0.35
node1$ docker image ls --format '{{.Repository}}:{{.Tag}}'
  nginx:alpine
+ 70.70 0.54
