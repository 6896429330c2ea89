# images that do not exist: create, update, names with and without a tag; and what service ps says
@ cluster managers=1 workers=1
@ image nginx:alpine
node1$ docker service create -d --name a nginx:nosuchtag
  image nginx:nosuchtag could not be accessed on a registry to record
  its digest. Each node will access nginx:nosuchtag independently,
  possibly leading to different nodes running different
  versions of the image.
  
  i1isvxj3nl0nlu9fjjes5qway
+ 1.60 1.60
node1$ docker service create -d --name b nosuchimage
  image nosuchimage:latest could not be accessed on a registry to record
  its digest. Each node will access nosuchimage:latest independently,
  possibly leading to different nodes running different
  versions of the image.
  
  msc580cihw47fcnpzr811zi9s
+ 2.69 1.09
node1$ docker service create -d --name c me/private:1.0
  image me/private:1.0 could not be accessed on a registry to record
  its digest. Each node will access me/private:1.0 independently,
  possibly leading to different nodes running different
  versions of the image.
  
  2qroacb88l16vgqsm7067nlpg
+ 4.75 2.06
node1$ docker service create -d -q --name d nosuchimage
  image nosuchimage:latest could not be accessed on a registry to record
  its digest. Each node will access nosuchimage:latest independently,
  possibly leading to different nodes running different
  versions of the image.
  
  krr1c5vjce463rhikoa9new2x
+ 6.58 1.83
node1$ timeout -s INT 15 docker service create --name e nginx:nosuchtag
  image nginx:nosuchtag could not be accessed on a registry to record
  its digest. Each node will access nginx:nosuchtag independently,
  possibly leading to different nodes running different
  versions of the image.
  
  o4grdugv3gs3hno3lyhzayn7s
  overall progress: 0 out of 1 tasks
  1/1:  
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
  1/1: No such image: nginx:nosuchtag
  overall progress: 0 out of 1 tasks
? 124
+ 21.87 15.29
@ wait 3s
+ 24.90
node1$ docker service ls
  ID             NAME      MODE         REPLICAS   IMAGE                PORTS
  i1isvxj3nl0n   a         replicated   0/1        nginx:nosuchtag      
  msc580cihw47   b         replicated   0/1        nosuchimage:latest   
  2qroacb88l16   c         replicated   0/1        me/private:1.0       
  krr1c5vjce46   d         replicated   0/1        nosuchimage:latest   
  o4grdugv3gs3   e         replicated   0/1        nginx:nosuchtag      
+ 25.51 0.61
node1$ docker service ps a --format '{{.Name}} {{.Image}} {{.DesiredState}} {{.Error}}' | sort | uniq -c
        1 a.1 nginx:nosuchtag Ready "No such image: nginx:nosuchtag"
        4 a.1 nginx:nosuchtag Shutdown "No such image: nginx:nosuchtag"
+ 26.21 0.70
node1$ docker service ps b --no-trunc --format '{{.Image}} {{.Error}}' | sort -u
  nosuchimage:latest "No such image: nosuchimage:latest"
+ 27.18 0.97
node1$ docker service ps c --filter desired-state=shutdown | head -2
  ID             NAME      IMAGE            NODE      DESIRED STATE   CURRENT STATE             ERROR                             PORTS
  xadpe2w3398g   c.1       me/private:1.0   node2     Shutdown        Rejected 5 seconds ago    "No such image: me/private:1.0"   
+ 28.51 1.33
node1$ docker service rm a b c d e
  a
  b
  c
  d
  e
+ 31.44 2.91
node1$ docker service create -d --name web --replicas 2 nginx:alpine
  dwx6ypgqv8l3bjzz3rsv5tx55
+ 32.43 1.00
@ until node1$ docker service ls =~ 2/2 60s
+ 37.32
node1$ timeout -s INT 40 docker service update --image nginx:nosuchtag web
  image nginx:nosuchtag could not be accessed on a registry to record
  its digest. Each node will access nginx:nosuchtag independently,
  possibly leading to different nodes running different
  versions of the image.
  
  web
  overall progress: 0 out of 2 tasks
  1/2:  
  2/2:  
  overall progress: 0 out of 2 tasks
  overall progress: 0 out of 2 tasks
  service update paused: update paused due to failure or early termination of task qapv9gyk2r76gcoo2tphdmwsz
? 1
+ 40.63 3.31
node1$ docker service ls
  ID             NAME      MODE         REPLICAS   IMAGE             PORTS
  dwx6ypgqv8l3   web       replicated   2/2        nginx:nosuchtag   
+ 41.36 0.73
node1$ docker service ps web
  ID             NAME        IMAGE             NODE      DESIRED STATE   CURRENT STATE           ERROR                              PORTS
  qapv9gyk2r76   web.1       nginx:nosuchtag   node1     Ready           Rejected 1 second ago   "No such image: nginx:nosuchtag"   
  vt9kjn2ifr4f    \_ web.1   nginx:alpine      node1     Shutdown        Running 2 seconds ago                                      
  w995qvs7jz38   web.2       nginx:alpine      node2     Running         Running 5 seconds ago                                      
+ 42.21 0.86
node1$ docker service inspect web --format '{{.UpdateStatus.State}} {{.UpdateStatus.Message}}'
  paused update paused due to failure or early termination of task qapv9gyk2r76gcoo2tphdmwsz
+ 42.84 0.63
node1$ docker service update --image nginx:alpine web
  web
  overall progress: 0 out of 2 tasks
  1/2:  
  2/2:  
  overall progress: 1 out of 2 tasks
  overall progress: 1 out of 2 tasks
  overall progress: 1 out of 2 tasks
  overall progress: 1 out of 2 tasks
  overall progress: 1 out of 2 tasks
  overall progress: 1 out of 2 tasks
  overall progress: 1 out of 2 tasks
  overall progress: 1 out of 2 tasks
  overall progress: 1 out of 2 tasks
  overall progress: 2 out of 2 tasks
  verify: Waiting 5 seconds to verify that tasks are stable...
  verify: Waiting 5 seconds to verify that tasks are stable...
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
  verify: Waiting 1 seconds to verify that tasks are stable...
  verify: Waiting 1 seconds to verify that tasks are stable...
  verify: Service web converged
+ 52.59 9.76
node1$ docker service ps web --filter desired-state=running
  ID             NAME      IMAGE          NODE      DESIRED STATE   CURRENT STATE            ERROR     PORTS
  mmgys2u7za5f   web.1     nginx:alpine   node1     Running         Running 7 seconds ago              
  w995qvs7jz38   web.2     nginx:alpine   node2     Running         Running 18 seconds ago             
+ 54.93 2.34
