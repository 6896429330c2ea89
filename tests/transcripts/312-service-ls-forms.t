# service ls: order, ports, filters, formats, long names
@ cluster managers=1 workers=1
@ image nginx:alpine
node1$ docker service ls -q
+ 0.47 0.47
node1$ docker service create -d --name web10 -p 8010:80 nginx:alpine
  wpwyxjravbr5n1m45bgh3vhdx
+ 1.15 0.67
node1$ docker service create -d --name web2 -p 8002:80 -p 8001:81 -p 8003:80/udp nginx:alpine
  627p3cq1feghp1jgtwmi1x90e
+ 2.38 1.23
node1$ docker service create -d --name Web1 -p 8011-8013:80-82 nginx:alpine
  x9gqcwbmoe6zel1ywi6v6smwf
+ 3.46 1.07
node1$ docker service create -d --name hostport -p mode=host,published=8100,target=80 nginx:alpine
  kfel0tsujv1ptp0l6kpw23uap
+ 4.96 1.50
node1$ docker service create -d --name randomport -p 80 nginx:alpine
  3dqcy3ag0ojtqgepcrurddkdg
+ 6.01 1.02
node1$ docker service create -d --name a-rather-long-service-name-that-widens-its-column --replicas 0 nginx:1.27-alpine
  fzqwgodfdc3ndkrx6u2eqxao0
+ 8.20 2.19
node1$ docker service create -d --name maxper --replicas 3 --replicas-max-per-node 1 nginx:alpine
  9avb0ywfj2mv3gv6anvdqvr8l
+ 10.38 2.18
node1$ docker service create -d --name dig nginx:alpine@$(docker image inspect nginx:alpine --format '{{index .RepoDigests 0}}' | cut -d@ -f2)
  gdxzxkc5kzh883xnqnh9bmhgz
+ 13.47 3.09
@ until node1$ docker service ls --filter name=maxper =~ 2/3 40s
+ 19.02
@ wait 6s
+ 25.04
node1$ docker service ls
  ID             NAME                                                MODE         REPLICAS               IMAGE               PORTS
  x9gqcwbmoe6z   Web1                                                replicated   1/1                    nginx:alpine        *:8011-8013->80-82/tcp
  fzqwgodfdc3n   a-rather-long-service-name-that-widens-its-column   replicated   0/0                    nginx:1.27-alpine   
  gdxzxkc5kzh8   dig                                                 replicated   1/1                    nginx:alpine        
  kfel0tsujv1p   hostport                                            replicated   1/1                    nginx:alpine        
  9avb0ywfj2mv   maxper                                              replicated   2/3 (max 1 per node)   nginx:alpine        
  3dqcy3ag0ojt   randomport                                          replicated   1/1                    nginx:alpine        *:30000->80/tcp
  627p3cq1fegh   web2                                                replicated   1/1                    nginx:alpine        *:8001->81/tcp, *:8002->80/tcp, *:8003->80/udp
  wpwyxjravbr5   web10                                               replicated   1/1                    nginx:alpine        *:8010->80/tcp
+ 26.01 0.97
node1$ docker service ls --format '{{.Name}}'
  Web1
  a-rather-long-service-name-that-widens-its-column
  dig
  hostport
  maxper
  randomport
  web2
  web10
+ 26.50 0.49
node1$ docker service ls --filter name=web
  ID             NAME      MODE         REPLICAS   IMAGE          PORTS
  627p3cq1fegh   web2      replicated   1/1        nginx:alpine   *:8001->81/tcp, *:8002->80/tcp, *:8003->80/udp
  wpwyxjravbr5   web10     replicated   1/1        nginx:alpine   *:8010->80/tcp
+ 26.93 0.43
node1$ docker service ls --filter name=Web
  ID             NAME      MODE         REPLICAS   IMAGE          PORTS
  x9gqcwbmoe6z   Web1      replicated   1/1        nginx:alpine   *:8011-8013->80-82/tcp
+ 27.34 0.41
node1$ docker service ls --filter name=eb1
  ID        NAME      MODE      REPLICAS   IMAGE     PORTS
+ 27.77 0.43
node1$ docker service ls --filter name=web2 --filter name=dig
  ID             NAME      MODE         REPLICAS   IMAGE          PORTS
  gdxzxkc5kzh8   dig       replicated   1/1        nginx:alpine   
  627p3cq1fegh   web2      replicated   1/1        nginx:alpine   *:8001->81/tcp, *:8002->80/tcp, *:8003->80/udp
+ 28.93 1.16
node1$ docker service ls --filter mode=replicated --format '{{.Name}}'
  Web1
  a-rather-long-service-name-that-widens-its-column
  dig
  hostport
  maxper
  randomport
  web2
  web10
+ 29.51 0.58
node1$ docker service ls --filter mode=weird
  ID        NAME      MODE      REPLICAS   IMAGE     PORTS
+ 30.07 0.55
node1$ docker service ls --filter label=nope
  ID        NAME      MODE      REPLICAS   IMAGE     PORTS
+ 30.44 0.37
node1$ docker service ls --filter runtime=container -q | wc -l
  8
+ 30.91 0.46
node1$ docker service ls --format '{{.Name}}: {{.Ports}}'
  Web1: *:8011-8013->80-82/tcp
  a-rather-long-service-name-that-widens-its-column: 
  dig: 
  hostport: 
  maxper: 
  randomport: *:30000->80/tcp
  web2: *:8001->81/tcp, *:8002->80/tcp, *:8003->80/udp
  web10: *:8010->80/tcp
+ 31.36 0.45
node1$ docker service ls --format 'table {{.Name}}\t{{.Image}}\t{{.Ports}}'
  NAME                                                IMAGE               PORTS
  Web1                                                nginx:alpine        *:8011-8013->80-82/tcp
  a-rather-long-service-name-that-widens-its-column   nginx:1.27-alpine   
  dig                                                 nginx:alpine        
  hostport                                            nginx:alpine        
  maxper                                              nginx:alpine        
  randomport                                          nginx:alpine        *:30000->80/tcp
  web2                                                nginx:alpine        *:8001->81/tcp, *:8002->80/tcp, *:8003->80/udp
  web10                                               nginx:alpine        *:8010->80/tcp
+ 31.99 0.63
node1$ docker service ls --format table
  ID             NAME                                                MODE         REPLICAS               IMAGE               PORTS
  x9gqcwbmoe6z   Web1                                                replicated   1/1                    nginx:alpine        *:8011-8013->80-82/tcp
  fzqwgodfdc3n   a-rather-long-service-name-that-widens-its-column   replicated   0/0                    nginx:1.27-alpine   
  gdxzxkc5kzh8   dig                                                 replicated   1/1                    nginx:alpine        
  kfel0tsujv1p   hostport                                            replicated   1/1                    nginx:alpine        
  9avb0ywfj2mv   maxper                                              replicated   2/3 (max 1 per node)   nginx:alpine        
  3dqcy3ag0ojt   randomport                                          replicated   1/1                    nginx:alpine        *:30000->80/tcp
  627p3cq1fegh   web2                                                replicated   1/1                    nginx:alpine        *:8001->81/tcp, *:8002->80/tcp, *:8003->80/udp
  wpwyxjravbr5   web10                                               replicated   1/1                    nginx:alpine        *:8010->80/tcp
+ 32.44 0.45
node1$ docker service ls --format raw
  id: x9gqcwbmoe6z
  name: Web1
  mode: replicated
  replicas: 1/1
  image: nginx:alpine
  ports: *:8011-8013->80-82/tcp
  
  id: fzqwgodfdc3n
  name: a-rather-long-service-name-that-widens-its-column
  mode: replicated
  replicas: 0/0
  image: nginx:1.27-alpine
  ports: 
  
  id: gdxzxkc5kzh8
  name: dig
  mode: replicated
  replicas: 1/1
  image: nginx:alpine
  ports: 
  
  id: kfel0tsujv1p
  name: hostport
  mode: replicated
  replicas: 1/1
  image: nginx:alpine
  ports: 
  
  id: 9avb0ywfj2mv
  name: maxper
  mode: replicated
  replicas: 2/3 (max 1 per node)
  image: nginx:alpine
  ports: 
  
  id: 3dqcy3ag0ojt
  name: randomport
  mode: replicated
  replicas: 1/1
  image: nginx:alpine
  ports: *:30000->80/tcp
  
  id: 627p3cq1fegh
  name: web2
  mode: replicated
  replicas: 1/1
  image: nginx:alpine
  ports: *:8001->81/tcp, *:8002->80/tcp, *:8003->80/udp
  
  id: wpwyxjravbr5
  name: web10
  mode: replicated
  replicas: 1/1
  image: nginx:alpine
  ports: *:8010->80/tcp
  
+ 32.95 0.51
node1$ docker service ls --format '{{json .}}' | head -2
  {"ID":"x9gqcwbmoe6z","Image":"nginx:alpine","Mode":"replicated","Name":"Web1","Ports":"*:8011-8013-\u003e80-82/tcp","Replicas":"1/1"}
  {"ID":"fzqwgodfdc3n","Image":"nginx:1.27-alpine","Mode":"replicated","Name":"a-rather-long-service-name-that-widens-its-column","Ports":"","Replicas":"0/0"}
+ 33.55 0.60
node1$ docker service ls --format '{{upper .Name}} {{.ID | printf "%.4s"}} {{len .Name}}'
  WEB1 x9gq 4
  A-RATHER-LONG-SERVICE-NAME-THAT-WIDENS-ITS-COLUMN fzqw 49
  DIG gdxz 3
  HOSTPORT kfel 8
  MAXPER 9avb 6
  RANDOMPORT 3dqc 10
  WEB2 627p 4
  WEB10 wpwy 5
+ 33.96 0.41
node1$ docker service ls --format '{{if eq .Mode "replicated"}}{{.Name}}{{end}}'
  Web1
  a-rather-long-service-name-that-widens-its-column
  dig
  hostport
  maxper
  randomport
  web2
  web10
+ 35.37 1.41
node1$ docker service ls --format '{{.Nope}}'
  template parsing error: template: :1:2: executing "" at <.Nope>: can't evaluate field Nope in type *service.serviceContext
? 1
+ 36.15 0.77
node1$ docker service ls --format ''
  ID             NAME                                                MODE         REPLICAS               IMAGE               PORTS
  x9gqcwbmoe6z   Web1                                                replicated   1/1                    nginx:alpine        *:8011-8013->80-82/tcp
  fzqwgodfdc3n   a-rather-long-service-name-that-widens-its-column   replicated   0/0                    nginx:1.27-alpine   
  gdxzxkc5kzh8   dig                                                 replicated   1/1                    nginx:alpine        
  kfel0tsujv1p   hostport                                            replicated   1/1                    nginx:alpine        
  9avb0ywfj2mv   maxper                                              replicated   2/3 (max 1 per node)   nginx:alpine        
  3dqcy3ag0ojt   randomport                                          replicated   1/1                    nginx:alpine        *:30000->80/tcp
  627p3cq1fegh   web2                                                replicated   1/1                    nginx:alpine        *:8001->81/tcp, *:8002->80/tcp, *:8003->80/udp
  wpwyxjravbr5   web10                                               replicated   1/1                    nginx:alpine        *:8010->80/tcp
+ 37.39 1.24
node1$ docker service ls -f name=dig -q
  gdxzxkc5kzh8
+ 37.98 0.58
node1$ docker service ls -qf name=dig
  gdxzxkc5kzh8
+ 38.61 0.63
node1$ docker service ps maxper
  ID             NAME       IMAGE          NODE      DESIRED STATE   CURRENT STATE            ERROR                              PORTS
  baa29t10tf08   maxper.1   nginx:alpine   node2     Running         Running 23 seconds ago                                      
  petrt2sln6nt   maxper.2   nginx:alpine   node1     Running         Running 21 seconds ago                                      
  kw9mopx7g8gx   maxper.3   nginx:alpine             Running         Pending 29 seconds ago   "no suitable node (max replica…"   
+ 39.22 0.61
node1$ docker service ls --quiet --format '{{.Name}}'
  Web1
  a-rather-long-service-name-that-widens-its-column
  dig
  hostport
  maxper
  randomport
  web2
  web10
+ 39.77 0.54
