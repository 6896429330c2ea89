# node ps: self, several nodes, filters, formats
@ cluster managers=1 workers=2
@ image nginx:alpine redis:alpine
node1$ docker node ps
  ID        NAME      IMAGE     NODE      DESIRED STATE   CURRENT STATE   ERROR     PORTS
+ 0.76 0.76
node1$ docker service create -d --name web --replicas 3 --label tier=front nginx:alpine
  nzo4kupccs46uod77gr3uah3x
+ 1.54 0.78
node1$ docker service create -d --name cache --mode global redis:alpine
  efonxrqk64kolsib9ao88shi0
+ 3.13 1.59
@ until node1$ docker service ls =~ 3/3.*3/3 40s
+ 9.25
@ wait 8s
+ 17.25
node1$ docker node ps
  ID             NAME                              IMAGE          NODE      DESIRED STATE   CURRENT STATE            ERROR     PORTS
  g8v9obc1n8yf   cache.7j9lu5iw438am7xw8r08f24ru   redis:alpine   node1     Running         Running 9 seconds ago              
  w4x76oncyvtc   web.2                             nginx:alpine   node1     Running         Running 10 seconds ago             
+ 17.76 0.51
node1$ docker node ps self
  ID             NAME                              IMAGE          NODE      DESIRED STATE   CURRENT STATE            ERROR     PORTS
  g8v9obc1n8yf   cache.7j9lu5iw438am7xw8r08f24ru   redis:alpine   node1     Running         Running 9 seconds ago              
  w4x76oncyvtc   web.2                             nginx:alpine   node1     Running         Running 11 seconds ago             
+ 18.51 0.75
node1$ docker node ps node2
  ID             NAME                              IMAGE          NODE      DESIRED STATE   CURRENT STATE            ERROR     PORTS
  s609fezxu1kw   cache.j02743qg6kfzlajayal0ahy1f   redis:alpine   node2     Running         Running 10 seconds ago             
  z6yqkg3e1wsl   web.3                             nginx:alpine   node2     Running         Running 13 seconds ago             
+ 19.06 0.55
node1$ docker node ps node1 node2 node3
  ID             NAME                                  IMAGE          NODE      DESIRED STATE   CURRENT STATE            ERROR     PORTS
  qerihxjoldo2   cache.6cnsfi3vf2hk0jh19nhn41apj       redis:alpine   node3     Running         Running 10 seconds ago             
  g8v9obc1n8yf    \_ cache.7j9lu5iw438am7xw8r08f24ru   redis:alpine   node1     Running         Running 11 seconds ago             
  g8v9obc1n8yf    \_ cache.7j9lu5iw438am7xw8r08f24ru   redis:alpine   node1     Running         Running 11 seconds ago             
  g8v9obc1n8yf    \_ cache.7j9lu5iw438am7xw8r08f24ru   redis:alpine   node1     Running         Running 11 seconds ago             
  s609fezxu1kw    \_ cache.j02743qg6kfzlajayal0ahy1f   redis:alpine   node2     Running         Running 11 seconds ago             
  s609fezxu1kw    \_ cache.j02743qg6kfzlajayal0ahy1f   redis:alpine   node2     Running         Running 11 seconds ago             
  x1uj89dvkgat   web.1                                 nginx:alpine   node3     Running         Running 10 seconds ago             
  w4x76oncyvtc    \_ web.2                             nginx:alpine   node1     Running         Running 12 seconds ago             
  w4x76oncyvtc    \_ web.2                             nginx:alpine   node1     Running         Running 12 seconds ago             
  w4x76oncyvtc    \_ web.2                             nginx:alpine   node1     Running         Running 12 seconds ago             
  z6yqkg3e1wsl    \_ web.3                             nginx:alpine   node2     Running         Running 14 seconds ago             
  z6yqkg3e1wsl    \_ web.3                             nginx:alpine   node2     Running         Running 14 seconds ago             
+ 19.70 0.64
node1$ docker node ps $(docker node ls -q)
  ID             NAME                                  IMAGE          NODE      DESIRED STATE   CURRENT STATE            ERROR     PORTS
  qerihxjoldo2   cache.6cnsfi3vf2hk0jh19nhn41apj       redis:alpine   node3     Running         Running 11 seconds ago             
  g8v9obc1n8yf    \_ cache.7j9lu5iw438am7xw8r08f24ru   redis:alpine   node1     Running         Running 11 seconds ago             
  g8v9obc1n8yf    \_ cache.7j9lu5iw438am7xw8r08f24ru   redis:alpine   node1     Running         Running 11 seconds ago             
  g8v9obc1n8yf    \_ cache.7j9lu5iw438am7xw8r08f24ru   redis:alpine   node1     Running         Running 11 seconds ago             
  s609fezxu1kw    \_ cache.j02743qg6kfzlajayal0ahy1f   redis:alpine   node2     Running         Running 12 seconds ago             
  s609fezxu1kw    \_ cache.j02743qg6kfzlajayal0ahy1f   redis:alpine   node2     Running         Running 12 seconds ago             
  x1uj89dvkgat   web.1                                 nginx:alpine   node3     Running         Running 11 seconds ago             
  w4x76oncyvtc    \_ web.2                             nginx:alpine   node1     Running         Running 13 seconds ago             
  w4x76oncyvtc    \_ web.2                             nginx:alpine   node1     Running         Running 13 seconds ago             
  w4x76oncyvtc    \_ web.2                             nginx:alpine   node1     Running         Running 13 seconds ago             
  z6yqkg3e1wsl    \_ web.3                             nginx:alpine   node2     Running         Running 14 seconds ago             
  z6yqkg3e1wsl    \_ web.3                             nginx:alpine   node2     Running         Running 14 seconds ago             
+ 20.60 0.90
node1$ docker node ps --filter desired-state=running self
  ID             NAME                              IMAGE          NODE      DESIRED STATE   CURRENT STATE            ERROR     PORTS
  g8v9obc1n8yf   cache.7j9lu5iw438am7xw8r08f24ru   redis:alpine   node1     Running         Running 12 seconds ago             
  w4x76oncyvtc   web.2                             nginx:alpine   node1     Running         Running 14 seconds ago             
+ 21.29 0.69
node1$ docker node ps --filter desired-state=shutdown node2
  ID        NAME      IMAGE     NODE      DESIRED STATE   CURRENT STATE   ERROR     PORTS
+ 21.70 0.40
node1$ docker node ps --filter desired-state=weird node2
  Error response from daemon: Invalid desired-state filter: 'weird'
? 1
+ 22.12 0.43
node1$ docker node ps --filter name=web node2
  ID             NAME      IMAGE          NODE      DESIRED STATE   CURRENT STATE            ERROR     PORTS
  z6yqkg3e1wsl   web.3     nginx:alpine   node2     Running         Running 16 seconds ago             
+ 22.53 0.41
node1$ docker node ps --filter name=cache -q node2 | wc -l
  1
+ 23.09 0.56
node1$ docker node ps --filter label=tier=front node2
  ID             NAME      IMAGE          NODE      DESIRED STATE   CURRENT STATE            ERROR     PORTS
  z6yqkg3e1wsl   web.3     nginx:alpine   node2     Running         Running 18 seconds ago             
+ 23.78 0.68
node1$ docker node ps --filter node=node3 node2
  ID             NAME                              IMAGE          NODE      DESIRED STATE   CURRENT STATE            ERROR     PORTS
  qerihxjoldo2   cache.6cnsfi3vf2hk0jh19nhn41apj   redis:alpine   node3     Running         Running 15 seconds ago             
  s609fezxu1kw   cache.j02743qg6kfzlajayal0ahy1f   redis:alpine   node2     Running         Running 16 seconds ago             
  x1uj89dvkgat   web.1                             nginx:alpine   node3     Running         Running 15 seconds ago             
  z6yqkg3e1wsl   web.3                             nginx:alpine   node2     Running         Running 18 seconds ago             
+ 24.45 0.68
node1$ docker node ps --filter foo=bar node2
  Error response from daemon: invalid filter 'foo'
? 1
+ 24.78 0.33
node1$ docker node ps --filter id=$(docker node ps -q --filter name=web node3 | head -1) node3
  ID             NAME      IMAGE          NODE      DESIRED STATE   CURRENT STATE            ERROR     PORTS
  x1uj89dvkgat   web.1     nginx:alpine   node3     Running         Running 16 seconds ago             
+ 25.62 0.83
node1$ docker node ps --no-trunc node2
  ID                          NAME                              IMAGE                                                                                  NODE      DESIRED STATE   CURRENT STATE            ERROR     PORTS
  s609fezxu1kwd2z3q8tezeyoy   cache.j02743qg6kfzlajayal0ahy1f   redis:alpine@sha256:27f1797459f221b6b903a8aed8028d6b024fd4f0f8490dc76113c38381d5271d   node2     Running         Running 18 seconds ago             
  z6yqkg3e1wslea9rx8xluchxo   web.3                             nginx:alpine@sha256:16dd19283d16109a5959a2b8903f2c22024d90564a6944c8d8ac558acd70c182   node2     Running         Running 20 seconds ago             
+ 26.16 0.55
node1$ docker node ps --no-resolve node2
  ID             NAME                                                  IMAGE          NODE                        DESIRED STATE   CURRENT STATE            ERROR     PORTS
  s609fezxu1kw   efonxrqk64kolsib9ao88shi0.j02743qg6kfzlajayal0ahy1f   redis:alpine   j02743qg6kfzlajayal0ahy1f   Running         Running 18 seconds ago             
  z6yqkg3e1wsl   nzo4kupccs46uod77gr3uah3x.3                           nginx:alpine   j02743qg6kfzlajayal0ahy1f   Running         Running 21 seconds ago             
+ 26.70 0.54
node1$ docker node ps -q node2
  s609fezxu1kw
  z6yqkg3e1wsl
+ 27.33 0.63
node1$ docker node ps --format '{{.ID}} {{.Name}} {{.Image}} {{.Node}} {{.DesiredState}} {{.CurrentState}} {{.Error}} {{.Ports}}' node2
  s609fezxu1kw cache.j02743qg6kfzlajayal0ahy1f redis:alpine node2 Running Running 19 seconds ago  
  z6yqkg3e1wsl web.3 nginx:alpine node2 Running Running 22 seconds ago  
+ 27.99 0.66
node1$ docker node ps --format 'table {{.Name}}\t{{.Node}}' node2
  NAME                              NODE
  cache.j02743qg6kfzlajayal0ahy1f   node2
  web.3                             node2
+ 28.50 0.51
node1$ docker node ps --format json node2
  {"CurrentState":"Running 20 seconds ago","DesiredState":"Running","Error":"","ID":"s609fezxu1kw","Image":"redis:alpine","Name":"cache.j02743qg6kfzlajayal0ahy1f","Node":"node2","Ports":""}
  {"CurrentState":"Running 23 seconds ago","DesiredState":"Running","Error":"","ID":"z6yqkg3e1wsl","Image":"nginx:alpine","Name":"web.3","Node":"node2","Ports":""}
+ 28.99 0.49
node1$ docker node ps nodeX
  Error response from daemon: node nodeX not found
? 1
+ 29.45 0.46
node1$ docker node ps node2 nodeX
  ID             NAME                              IMAGE          NODE      DESIRED STATE   CURRENT STATE            ERROR     PORTS
  s609fezxu1kw   cache.j02743qg6kfzlajayal0ahy1f   redis:alpine   node2     Running         Running 21 seconds ago             
  z6yqkg3e1wsl   web.3                             nginx:alpine   node2     Running         Running 24 seconds ago             
  Error response from daemon: node nodeX not found
? 1
+ 29.88 0.43
node1$ docker service scale -d web=1
  web scaled to 1
+ 30.30 0.43
@ wait 8s
+ 38.31
node1$ docker node ps node1 node2 node3 --format '{{.Name}} {{.DesiredState}}' | sed 's/[a-z0-9]\{25\}/ID/' | sort
  cache.ID Running
  cache.ID Running
  cache.ID Running
  cache.ID Running
  cache.ID Running
  cache.ID Running
  web.1 Running
+ 38.83 0.52
node1$ docker service update -d --image nginx:1.27-alpine web
  web
+ 39.51 0.68
@ until node1$ docker service ps web =~ 1.27-alpine.*Running 40s
+ 40.24
@ wait 8s
+ 48.24
node1$ docker node ps $(docker node ls -q) --filter name=web
  ID             NAME        IMAGE               NODE      DESIRED STATE   CURRENT STATE            ERROR     PORTS
  jrdy6hw1fk73   web.1       nginx:1.27-alpine   node3     Running         Running 5 seconds ago              
  x1uj89dvkgat    \_ web.1   nginx:alpine        node3     Shutdown        Shutdown 7 seconds ago             
+ 49.19 0.95
node2$ docker node ps
  Error response from daemon: This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.
? 1
+ 49.79 0.59
