# service ls filters and formats
@ cluster managers=1 workers=1
@ image nginx:alpine
node1$ docker service ls
  ID        NAME      MODE      REPLICAS   IMAGE     PORTS
+ 0.52 0.52
node1$ docker service create -d --name web --label tier=front --replicas 2 -p 8080:80 nginx:alpine
  ajndl9f41pxabfwkcaj2laqwd
+ 1.27 0.75
node1$ docker service create -d --name webapi --label tier=back nginx:alpine
  vdm2r2xgn5fvodff5dgfqz94p
+ 2.19 0.92
node1$ docker service create -d --name mon --mode global nginx:alpine
  q5sa22eww3kuswpp3891neegs
+ 2.89 0.70
node1$ docker service create -d --name job --mode replicated-job --replicas 2 alpine true
  mk4xouamfny49i33u3rth6l39
+ 4.78 1.90
@ wait 5s
+ 9.78
node1$ docker service ls
  ID             NAME      MODE             REPLICAS              IMAGE           PORTS
  mk4xouamfny4   job       replicated job   0/2 (0/2 completed)   alpine:latest   
  q5sa22eww3ku   mon       global           2/2                   nginx:alpine    
  ajndl9f41pxa   web       replicated       0/2                   nginx:alpine    *:8080->80/tcp
  vdm2r2xgn5fv   webapi    replicated       1/1                   nginx:alpine    
+ 10.37 0.59
node1$ docker service ls --filter name=web
  ID             NAME      MODE         REPLICAS   IMAGE          PORTS
  ajndl9f41pxa   web       replicated   0/2        nginx:alpine   *:8080->80/tcp
  vdm2r2xgn5fv   webapi    replicated   1/1        nginx:alpine   
+ 11.48 1.11
node1$ docker service ls --filter mode=global
  ID             NAME      MODE      REPLICAS   IMAGE          PORTS
  q5sa22eww3ku   mon       global    2/2        nginx:alpine   
+ 12.24 0.75
node1$ docker service ls --filter mode=replicated-job
  ID             NAME      MODE             REPLICAS              IMAGE           PORTS
  mk4xouamfny4   job       replicated job   1/2 (0/2 completed)   alpine:latest   
+ 13.74 1.50
node1$ docker service ls --filter label=tier
  ID             NAME      MODE         REPLICAS   IMAGE          PORTS
  ajndl9f41pxa   web       replicated   2/2        nginx:alpine   *:8080->80/tcp
  vdm2r2xgn5fv   webapi    replicated   1/1        nginx:alpine   
+ 14.32 0.58
node1$ docker service ls --filter label=tier=back
  ID             NAME      MODE         REPLICAS   IMAGE          PORTS
  vdm2r2xgn5fv   webapi    replicated   1/1        nginx:alpine   
+ 15.15 0.83
node1$ docker service ls --filter id=$(docker service ls -q --filter name=mon | head -1)
  ID             NAME      MODE      REPLICAS   IMAGE          PORTS
  q5sa22eww3ku   mon       global    2/2        nginx:alpine   
+ 16.68 1.53
node1$ docker service ls --filter foo=bar
  Error response from daemon: invalid filter 'foo'
? 1
+ 17.70 1.03
node1$ docker service ls --filter name
  invalid argument "name" for "-f, --filter" flag: bad format of filter (expected name=value)
  
  Usage:  docker service ls [OPTIONS]
  
  Run 'docker service ls --help' for more information
? 125
+ 18.16 0.46
node1$ docker service ls -q
  mk4xouamfny4
  q5sa22eww3ku
  ajndl9f41pxa
  vdm2r2xgn5fv
+ 18.67 0.51
node1$ docker service ls --format '{{.ID}} {{.Name}} {{.Mode}} {{.Replicas}} {{.Image}} {{.Ports}}'
  mk4xouamfny4 job replicated job 0/2 (2/2 completed) alpine:latest 
  q5sa22eww3ku mon global 2/2 nginx:alpine 
  ajndl9f41pxa web replicated 2/2 nginx:alpine *:8080->80/tcp
  vdm2r2xgn5fv webapi replicated 1/1 nginx:alpine 
+ 19.09 0.42
node1$ docker service ls --format 'table {{.Name}}\t{{.Replicas}}'
  NAME      REPLICAS
  job       0/2 (2/2 completed)
  mon       2/2
  web       2/2
  webapi    1/1
+ 19.50 0.42
node1$ docker service ls --format json
  {"ID":"mk4xouamfny4","Image":"alpine:latest","Mode":"replicated job","Name":"job","Ports":"","Replicas":"0/2 (2/2 completed)"}
  {"ID":"q5sa22eww3ku","Image":"nginx:alpine","Mode":"global","Name":"mon","Ports":"","Replicas":"2/2"}
  {"ID":"ajndl9f41pxa","Image":"nginx:alpine","Mode":"replicated","Name":"web","Ports":"*:8080-\u003e80/tcp","Replicas":"2/2"}
  {"ID":"vdm2r2xgn5fv","Image":"nginx:alpine","Mode":"replicated","Name":"webapi","Ports":"","Replicas":"1/1"}
+ 19.86 0.36
node1$ docker service list
  ID             NAME      MODE             REPLICAS              IMAGE           PORTS
  mk4xouamfny4   job       replicated job   0/2 (2/2 completed)   alpine:latest   
  q5sa22eww3ku   mon       global           2/2                   nginx:alpine    
  ajndl9f41pxa   web       replicated       2/2                   nginx:alpine    *:8080->80/tcp
  vdm2r2xgn5fv   webapi    replicated       1/1                   nginx:alpine    
+ 20.35 0.49
node2$ docker service ls
  Error response from daemon: This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.
? 1
+ 21.15 0.80
