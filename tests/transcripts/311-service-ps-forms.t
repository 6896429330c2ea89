# service ps: order of the slots, history, filters, formats, several services, errors
@ cluster managers=1 workers=2
@ image nginx:alpine nginx:1.27-alpine
node1$ docker service create -d --name web --replicas 12 --update-parallelism 0 nginx:alpine
  nkml0sfr8x0gs08owgf6uwyz0
+ 0.74 0.74
node1$ docker service create -d --name api --mode global nginx:alpine
  16fnlqphs45kujl3cdbatof8l
+ 4.34 3.60
@ until node1$ docker service ls =~ 12/12 90s
+ 15.91
node1$ docker service ps web --format '{{.Name}}'
  web.1
  web.2
  web.3
  web.4
  web.5
  web.6
  web.7
  web.8
  web.9
  web.10
  web.11
  web.12
+ 16.63 0.72
node1$ docker service update -d --image nginx:1.27-alpine web
  web
+ 17.32 0.68
@ until node1$ docker service ps web --filter desired-state=running --format '{{.Image}} {{.CurrentState}}' =~ (1.27-alpine Running[^\n]*\n){12} 90s
? timeout
  nginx:1.27-alpine Running about a minute ago
  nginx:1.27-alpine Running about a minute ago
  nginx:1.27-alpine Running about a minute ago
  nginx:1.27-alpine Running about a minute ago
  nginx:1.27-alpine Running about a minute ago
  nginx:1.27-alpine Running about a minute ago
  nginx:1.27-alpine Running about a minute ago
  nginx:1.27-alpine Running about a minute ago
  nginx:1.27-alpine Running about a minute ago
  nginx:1.27-alpine Running about a minute ago
  nginx:1.27-alpine Running about a minute ago
  nginx:1.27-alpine Running about a minute ago
+ 108.10
@ wait 12s
+ 120.10
node1$ docker service ps web --format '{{.Name}} {{.Image}} {{.DesiredState}}'
  web.1 nginx:1.27-alpine Running
  web.1 nginx:alpine Shutdown
  web.2 nginx:1.27-alpine Running
  web.2 nginx:alpine Shutdown
  web.3 nginx:1.27-alpine Running
  web.3 nginx:alpine Shutdown
  web.4 nginx:1.27-alpine Running
  web.4 nginx:alpine Shutdown
  web.5 nginx:1.27-alpine Running
  web.5 nginx:alpine Shutdown
  web.6 nginx:1.27-alpine Running
  web.6 nginx:alpine Shutdown
  web.7 nginx:1.27-alpine Running
  web.7 nginx:alpine Shutdown
  web.8 nginx:1.27-alpine Running
  web.8 nginx:alpine Shutdown
  web.9 nginx:1.27-alpine Running
  web.9 nginx:alpine Shutdown
  web.10 nginx:1.27-alpine Running
  web.10 nginx:alpine Shutdown
  web.11 nginx:1.27-alpine Running
  web.11 nginx:alpine Shutdown
  web.12 nginx:1.27-alpine Running
  web.12 nginx:alpine Shutdown
+ 120.98 0.88
node1$ docker service ps web --filter desired-state=shutdown --format '{{.Name}} {{.DesiredState}}'
  web.1 Shutdown
  web.2 Shutdown
  web.3 Shutdown
  web.4 Shutdown
  web.5 Shutdown
  web.6 Shutdown
  web.7 Shutdown
  web.8 Shutdown
  web.9 Shutdown
  web.10 Shutdown
  web.11 Shutdown
  web.12 Shutdown
+ 121.45 0.47
node1$ docker service scale -d web=2
  web scaled to 2
+ 121.88 0.43
@ wait 15s
+ 136.88
node1$ docker service ps web --format '{{.Name}} {{.Image}} {{.DesiredState}}'
  web.1 nginx:1.27-alpine Running
  web.1 nginx:alpine Shutdown
  web.2 nginx:alpine Shutdown
  web.3 nginx:1.27-alpine Running
  web.3 nginx:alpine Shutdown
  web.4 nginx:alpine Shutdown
  web.5 nginx:alpine Shutdown
  web.6 nginx:alpine Shutdown
  web.7 nginx:alpine Shutdown
  web.8 nginx:alpine Shutdown
  web.9 nginx:alpine Shutdown
  web.10 nginx:alpine Shutdown
  web.11 nginx:alpine Shutdown
  web.12 nginx:alpine Shutdown
+ 137.48 0.61
node1$ docker service ps web api
  ID             NAME                            IMAGE               NODE      DESIRED STATE   CURRENT STATE                 ERROR     PORTS
  tyq5z7dnm028   api.mhvpn462skzeejhp5rfo8j7i7   nginx:alpine        node2     Running         Running 2 minutes ago                   
  h0auqpa33awt   api.xml4yui931997630ejq7jbvei   nginx:alpine        node1     Running         Running 2 minutes ago                   
  kmul6o78uijj   api.yqumzey5uxz2x3rqzubyukrgq   nginx:alpine        node3     Running         Running 2 minutes ago                   
  urwq9zt6ts1e   web.1                           nginx:1.27-alpine   node3     Running         Running about a minute ago              
  concci7qjkqs    \_ web.1                       nginx:alpine        node3     Shutdown        Shutdown about a minute ago             
  zf7tupiltpl6   web.2                           nginx:alpine        node2     Shutdown        Shutdown about a minute ago             
  llaw3l8no1yw   web.3                           nginx:1.27-alpine   node1     Running         Running about a minute ago              
  uakhf1mp4zsd    \_ web.3                       nginx:alpine        node3     Shutdown        Shutdown about a minute ago             
  6py0pe0ka53g   web.4                           nginx:alpine        node3     Shutdown        Shutdown about a minute ago             
  a0s88om5cks4   web.5                           nginx:alpine        node1     Shutdown        Shutdown about a minute ago             
  lkgmnm854ggg   web.6                           nginx:alpine        node1     Shutdown        Shutdown about a minute ago             
  s5zpu3vgcjie   web.7                           nginx:alpine        node2     Shutdown        Shutdown about a minute ago             
  4avqb23pd9gy   web.8                           nginx:alpine        node1     Shutdown        Shutdown about a minute ago             
  9v7pfgqsui5t   web.9                           nginx:alpine        node2     Shutdown        Shutdown about a minute ago             
  r2d65hfdvdlm   web.10                          nginx:alpine        node1     Shutdown        Shutdown about a minute ago             
  e3d7j8ecbaos   web.11                          nginx:alpine        node2     Shutdown        Shutdown about a minute ago             
  uxuaj9tde5lf   web.12                          nginx:alpine        node3     Shutdown        Shutdown about a minute ago             
+ 138.15 0.66
node1$ docker service ps api web --format '{{.Name}}' --filter desired-state=running
  api.mhvpn462skzeejhp5rfo8j7i7
  api.xml4yui931997630ejq7jbvei
  api.yqumzey5uxz2x3rqzubyukrgq
  web.1
  web.3
+ 138.75 0.61
node1$ docker service ps -q web | wc -l
  14
+ 139.42 0.67
node1$ docker service ps web --filter name=web.1
  ID             NAME        IMAGE               NODE      DESIRED STATE   CURRENT STATE                 ERROR     PORTS
  urwq9zt6ts1e   web.1       nginx:1.27-alpine   node3     Running         Running about a minute ago              
  concci7qjkqs    \_ web.1   nginx:alpine        node3     Shutdown        Shutdown about a minute ago             
  r2d65hfdvdlm   web.10      nginx:alpine        node1     Shutdown        Shutdown about a minute ago             
  e3d7j8ecbaos   web.11      nginx:alpine        node2     Shutdown        Shutdown about a minute ago             
  uxuaj9tde5lf   web.12      nginx:alpine        node3     Shutdown        Shutdown about a minute ago             
+ 139.94 0.52
node1$ docker service ps web --filter name=web.1 --filter desired-state=running
  ID             NAME      IMAGE               NODE      DESIRED STATE   CURRENT STATE                ERROR     PORTS
  urwq9zt6ts1e   web.1     nginx:1.27-alpine   node3     Running         Running about a minute ago             
+ 140.44 0.50
node1$ docker service ps web --filter node=node2
  ID             NAME      IMAGE          NODE      DESIRED STATE   CURRENT STATE                 ERROR     PORTS
  zf7tupiltpl6   web.2     nginx:alpine   node2     Shutdown        Shutdown about a minute ago             
  s5zpu3vgcjie   web.7     nginx:alpine   node2     Shutdown        Shutdown about a minute ago             
  9v7pfgqsui5t   web.9     nginx:alpine   node2     Shutdown        Shutdown about a minute ago             
  e3d7j8ecbaos   web.11    nginx:alpine   node2     Shutdown        Shutdown about a minute ago             
+ 141.16 0.72
node1$ docker service ps web --filter node=self --format '{{.Name}} {{.Node}}'
  web.3 node1
  web.5 node1
  web.6 node1
  web.8 node1
  web.10 node1
+ 142.49 1.33
node1$ docker service ps web --filter node=nodeX
  Error response from daemon: node nodeX not found
? 1
+ 143.10 0.61
node1$ docker service ps web --filter desired-state=Running
  ID             NAME      IMAGE               NODE      DESIRED STATE   CURRENT STATE                ERROR     PORTS
  urwq9zt6ts1e   web.1     nginx:1.27-alpine   node3     Running         Running about a minute ago             
  llaw3l8no1yw   web.3     nginx:1.27-alpine   node1     Running         Running about a minute ago             
+ 143.77 0.66
node1$ docker service ps web --filter desired-state=running --filter desired-state=shutdown -q | wc -l
  14
+ 144.50 0.73
node1$ docker service ps web --filter desired-state=accepted
  ID        NAME      IMAGE     NODE      DESIRED STATE   CURRENT STATE   ERROR     PORTS
+ 145.16 0.66
node1$ docker service ps web --filter foo=bar
  Error response from daemon: invalid filter 'foo'
? 1
+ 145.63 0.47
node1$ docker service ps web --filter id=$(docker service ps -q web | head -1)
  ID             NAME      IMAGE               NODE      DESIRED STATE   CURRENT STATE                ERROR     PORTS
  urwq9zt6ts1e   web.1     nginx:1.27-alpine   node3     Running         Running about a minute ago             
+ 147.13 1.50
node1$ docker service ps web --no-trunc
  ID                          NAME        IMAGE                                                                                       NODE      DESIRED STATE   CURRENT STATE                ERROR     PORTS
  urwq9zt6ts1equ1e4qafdtcq3   web.1       nginx:1.27-alpine@sha256:7a5b5e8d42b44292803240995b3440cc88536e9d27db7dec8cd2345d024318a3   node3     Running         Running about a minute ago             
  concci7qjkqsci7hpao6w56iq    \_ web.1   nginx:alpine@sha256:16dd19283d16109a5959a2b8903f2c22024d90564a6944c8d8ac558acd70c182        node3     Shutdown        Shutdown 2 minutes ago                 
  zf7tupiltpl6ay8woy4t8p52j   web.2       nginx:alpine@sha256:16dd19283d16109a5959a2b8903f2c22024d90564a6944c8d8ac558acd70c182        node2     Shutdown        Shutdown 2 minutes ago                 
  llaw3l8no1ywt4obrrhoji03t   web.3       nginx:1.27-alpine@sha256:7a5b5e8d42b44292803240995b3440cc88536e9d27db7dec8cd2345d024318a3   node1     Running         Running about a minute ago             
  uakhf1mp4zsdu1dvx0xle0qhu    \_ web.3   nginx:alpine@sha256:16dd19283d16109a5959a2b8903f2c22024d90564a6944c8d8ac558acd70c182        node3     Shutdown        Shutdown 2 minutes ago                 
  6py0pe0ka53gnv2kx9szccvf7   web.4       nginx:alpine@sha256:16dd19283d16109a5959a2b8903f2c22024d90564a6944c8d8ac558acd70c182        node3     Shutdown        Shutdown 2 minutes ago                 
  a0s88om5cks4f9f7zi2s43l9z   web.5       nginx:alpine@sha256:16dd19283d16109a5959a2b8903f2c22024d90564a6944c8d8ac558acd70c182        node1     Shutdown        Shutdown 2 minutes ago                 
  lkgmnm854gggks69uqxvf0ute   web.6       nginx:alpine@sha256:16dd19283d16109a5959a2b8903f2c22024d90564a6944c8d8ac558acd70c182        node1     Shutdown        Shutdown 2 minutes ago                 
  s5zpu3vgcjiefom63xractwc1   web.7       nginx:alpine@sha256:16dd19283d16109a5959a2b8903f2c22024d90564a6944c8d8ac558acd70c182        node2     Shutdown        Shutdown 2 minutes ago                 
  4avqb23pd9gyngjq7c5bv9akv   web.8       nginx:alpine@sha256:16dd19283d16109a5959a2b8903f2c22024d90564a6944c8d8ac558acd70c182        node1     Shutdown        Shutdown 2 minutes ago                 
  9v7pfgqsui5th8p4eud2r90ja   web.9       nginx:alpine@sha256:16dd19283d16109a5959a2b8903f2c22024d90564a6944c8d8ac558acd70c182        node2     Shutdown        Shutdown 2 minutes ago                 
  r2d65hfdvdlmjjy15awfnkpjf   web.10      nginx:alpine@sha256:16dd19283d16109a5959a2b8903f2c22024d90564a6944c8d8ac558acd70c182        node1     Shutdown        Shutdown 2 minutes ago                 
  e3d7j8ecbaosw4jd20euk6ukl   web.11      nginx:alpine@sha256:16dd19283d16109a5959a2b8903f2c22024d90564a6944c8d8ac558acd70c182        node2     Shutdown        Shutdown 2 minutes ago                 
  uxuaj9tde5lfphimsm73kbzav   web.12      nginx:alpine@sha256:16dd19283d16109a5959a2b8903f2c22024d90564a6944c8d8ac558acd70c182        node3     Shutdown        Shutdown 2 minutes ago                 
+ 147.77 0.64
node1$ docker service ps web --no-resolve
  ID             NAME                              IMAGE               NODE                        DESIRED STATE   CURRENT STATE                ERROR     PORTS
  urwq9zt6ts1e   nkml0sfr8x0gs08owgf6uwyz0.1       nginx:1.27-alpine   yqumzey5uxz2x3rqzubyukrgq   Running         Running about a minute ago             
  concci7qjkqs    \_ nkml0sfr8x0gs08owgf6uwyz0.1   nginx:alpine        yqumzey5uxz2x3rqzubyukrgq   Shutdown        Shutdown 2 minutes ago                 
  zf7tupiltpl6   nkml0sfr8x0gs08owgf6uwyz0.2       nginx:alpine        mhvpn462skzeejhp5rfo8j7i7   Shutdown        Shutdown 2 minutes ago                 
  llaw3l8no1yw   nkml0sfr8x0gs08owgf6uwyz0.3       nginx:1.27-alpine   xml4yui931997630ejq7jbvei   Running         Running about a minute ago             
  uakhf1mp4zsd    \_ nkml0sfr8x0gs08owgf6uwyz0.3   nginx:alpine        yqumzey5uxz2x3rqzubyukrgq   Shutdown        Shutdown 2 minutes ago                 
  6py0pe0ka53g   nkml0sfr8x0gs08owgf6uwyz0.4       nginx:alpine        yqumzey5uxz2x3rqzubyukrgq   Shutdown        Shutdown 2 minutes ago                 
  a0s88om5cks4   nkml0sfr8x0gs08owgf6uwyz0.5       nginx:alpine        xml4yui931997630ejq7jbvei   Shutdown        Shutdown 2 minutes ago                 
  lkgmnm854ggg   nkml0sfr8x0gs08owgf6uwyz0.6       nginx:alpine        xml4yui931997630ejq7jbvei   Shutdown        Shutdown 2 minutes ago                 
  s5zpu3vgcjie   nkml0sfr8x0gs08owgf6uwyz0.7       nginx:alpine        mhvpn462skzeejhp5rfo8j7i7   Shutdown        Shutdown 2 minutes ago                 
  4avqb23pd9gy   nkml0sfr8x0gs08owgf6uwyz0.8       nginx:alpine        xml4yui931997630ejq7jbvei   Shutdown        Shutdown 2 minutes ago                 
  9v7pfgqsui5t   nkml0sfr8x0gs08owgf6uwyz0.9       nginx:alpine        mhvpn462skzeejhp5rfo8j7i7   Shutdown        Shutdown 2 minutes ago                 
  r2d65hfdvdlm   nkml0sfr8x0gs08owgf6uwyz0.10      nginx:alpine        xml4yui931997630ejq7jbvei   Shutdown        Shutdown 2 minutes ago                 
  e3d7j8ecbaos   nkml0sfr8x0gs08owgf6uwyz0.11      nginx:alpine        mhvpn462skzeejhp5rfo8j7i7   Shutdown        Shutdown 2 minutes ago                 
  uxuaj9tde5lf   nkml0sfr8x0gs08owgf6uwyz0.12      nginx:alpine        yqumzey5uxz2x3rqzubyukrgq   Shutdown        Shutdown 2 minutes ago                 
+ 148.39 0.62
node1$ docker service ps web --format json
  {"CurrentState":"Running about a minute ago","DesiredState":"Running","Error":"","ID":"urwq9zt6ts1e","Image":"nginx:1.27-alpine","Name":"web.1","Node":"node3","Ports":""}
  {"CurrentState":"Shutdown 2 minutes ago","DesiredState":"Shutdown","Error":"","ID":"concci7qjkqs","Image":"nginx:alpine","Name":"web.1","Node":"node3","Ports":""}
  {"CurrentState":"Shutdown 2 minutes ago","DesiredState":"Shutdown","Error":"","ID":"zf7tupiltpl6","Image":"nginx:alpine","Name":"web.2","Node":"node2","Ports":""}
  {"CurrentState":"Running about a minute ago","DesiredState":"Running","Error":"","ID":"llaw3l8no1yw","Image":"nginx:1.27-alpine","Name":"web.3","Node":"node1","Ports":""}
  {"CurrentState":"Shutdown 2 minutes ago","DesiredState":"Shutdown","Error":"","ID":"uakhf1mp4zsd","Image":"nginx:alpine","Name":"web.3","Node":"node3","Ports":""}
  {"CurrentState":"Shutdown 2 minutes ago","DesiredState":"Shutdown","Error":"","ID":"6py0pe0ka53g","Image":"nginx:alpine","Name":"web.4","Node":"node3","Ports":""}
  {"CurrentState":"Shutdown 2 minutes ago","DesiredState":"Shutdown","Error":"","ID":"a0s88om5cks4","Image":"nginx:alpine","Name":"web.5","Node":"node1","Ports":""}
  {"CurrentState":"Shutdown 2 minutes ago","DesiredState":"Shutdown","Error":"","ID":"lkgmnm854ggg","Image":"nginx:alpine","Name":"web.6","Node":"node1","Ports":""}
  {"CurrentState":"Shutdown 2 minutes ago","DesiredState":"Shutdown","Error":"","ID":"s5zpu3vgcjie","Image":"nginx:alpine","Name":"web.7","Node":"node2","Ports":""}
  {"CurrentState":"Shutdown 2 minutes ago","DesiredState":"Shutdown","Error":"","ID":"4avqb23pd9gy","Image":"nginx:alpine","Name":"web.8","Node":"node1","Ports":""}
  {"CurrentState":"Shutdown 2 minutes ago","DesiredState":"Shutdown","Error":"","ID":"9v7pfgqsui5t","Image":"nginx:alpine","Name":"web.9","Node":"node2","Ports":""}
  {"CurrentState":"Shutdown 2 minutes ago","DesiredState":"Shutdown","Error":"","ID":"r2d65hfdvdlm","Image":"nginx:alpine","Name":"web.10","Node":"node1","Ports":""}
  {"CurrentState":"Shutdown 2 minutes ago","DesiredState":"Shutdown","Error":"","ID":"e3d7j8ecbaos","Image":"nginx:alpine","Name":"web.11","Node":"node2","Ports":""}
  {"CurrentState":"Shutdown 2 minutes ago","DesiredState":"Shutdown","Error":"","ID":"uxuaj9tde5lf","Image":"nginx:alpine","Name":"web.12","Node":"node3","Ports":""}
+ 148.99 0.59
node1$ docker service ps web --format '{{.ID}} {{.Error}}|{{.Ports}}'
  urwq9zt6ts1e |
  concci7qjkqs |
  zf7tupiltpl6 |
  llaw3l8no1yw |
  uakhf1mp4zsd |
  6py0pe0ka53g |
  a0s88om5cks4 |
  lkgmnm854ggg |
  s5zpu3vgcjie |
  4avqb23pd9gy |
  9v7pfgqsui5t |
  r2d65hfdvdlm |
  e3d7j8ecbaos |
  uxuaj9tde5lf |
+ 149.56 0.56
node1$ docker service ps web --format 'table {{.Name}}\t{{.DesiredState}}'
  NAME        DESIRED STATE
  web.1       Running
   \_ web.1   Shutdown
  web.2       Shutdown
  web.3       Running
   \_ web.3   Shutdown
  web.4       Shutdown
  web.5       Shutdown
  web.6       Shutdown
  web.7       Shutdown
  web.8       Shutdown
  web.9       Shutdown
  web.10      Shutdown
  web.11      Shutdown
  web.12      Shutdown
+ 150.23 0.67
node1$ docker service ps web --format table
  ID             NAME        IMAGE               NODE      DESIRED STATE   CURRENT STATE                ERROR     PORTS
  urwq9zt6ts1e   web.1       nginx:1.27-alpine   node3     Running         Running about a minute ago             
  concci7qjkqs    \_ web.1   nginx:alpine        node3     Shutdown        Shutdown 2 minutes ago                 
  zf7tupiltpl6   web.2       nginx:alpine        node2     Shutdown        Shutdown 2 minutes ago                 
  llaw3l8no1yw   web.3       nginx:1.27-alpine   node1     Running         Running about a minute ago             
  uakhf1mp4zsd    \_ web.3   nginx:alpine        node3     Shutdown        Shutdown 2 minutes ago                 
  6py0pe0ka53g   web.4       nginx:alpine        node3     Shutdown        Shutdown 2 minutes ago                 
  a0s88om5cks4   web.5       nginx:alpine        node1     Shutdown        Shutdown 2 minutes ago                 
  lkgmnm854ggg   web.6       nginx:alpine        node1     Shutdown        Shutdown 2 minutes ago                 
  s5zpu3vgcjie   web.7       nginx:alpine        node2     Shutdown        Shutdown 2 minutes ago                 
  4avqb23pd9gy   web.8       nginx:alpine        node1     Shutdown        Shutdown 2 minutes ago                 
  9v7pfgqsui5t   web.9       nginx:alpine        node2     Shutdown        Shutdown 2 minutes ago                 
  r2d65hfdvdlm   web.10      nginx:alpine        node1     Shutdown        Shutdown 2 minutes ago                 
  e3d7j8ecbaos   web.11      nginx:alpine        node2     Shutdown        Shutdown 2 minutes ago                 
  uxuaj9tde5lf   web.12      nginx:alpine        node3     Shutdown        Shutdown 2 minutes ago                 
+ 151.42 1.19
node1$ docker service ps web --format '{{.Slot}}'
  template parsing error: template: :1:2: executing "" at <.Slot>: can't evaluate field Slot in type *task.taskContext
? 1
+ 152.46 1.04
node1$ docker service ps $(docker service ls -q --filter name=api)
  ID             NAME                            IMAGE          NODE      DESIRED STATE   CURRENT STATE           ERROR     PORTS
  tyq5z7dnm028   api.mhvpn462skzeejhp5rfo8j7i7   nginx:alpine   node2     Running         Running 2 minutes ago             
  h0auqpa33awt   api.xml4yui931997630ejq7jbvei   nginx:alpine   node1     Running         Running 2 minutes ago             
  kmul6o78uijj   api.yqumzey5uxz2x3rqzubyukrgq   nginx:alpine   node3     Running         Running 2 minutes ago             
+ 153.64 1.19
node1$ docker service ps nope
  no such service: nope
? 1
+ 154.27 0.63
node1$ docker service ps web nope
  ID             NAME        IMAGE               NODE      DESIRED STATE   CURRENT STATE            ERROR     PORTS
  urwq9zt6ts1e   web.1       nginx:1.27-alpine   node3     Running         Running 2 minutes ago              
  concci7qjkqs    \_ web.1   nginx:alpine        node3     Shutdown        Shutdown 2 minutes ago             
  zf7tupiltpl6   web.2       nginx:alpine        node2     Shutdown        Shutdown 2 minutes ago             
  llaw3l8no1yw   web.3       nginx:1.27-alpine   node1     Running         Running 2 minutes ago              
  uakhf1mp4zsd    \_ web.3   nginx:alpine        node3     Shutdown        Shutdown 2 minutes ago             
  6py0pe0ka53g   web.4       nginx:alpine        node3     Shutdown        Shutdown 2 minutes ago             
  a0s88om5cks4   web.5       nginx:alpine        node1     Shutdown        Shutdown 2 minutes ago             
  lkgmnm854ggg   web.6       nginx:alpine        node1     Shutdown        Shutdown 2 minutes ago             
  s5zpu3vgcjie   web.7       nginx:alpine        node2     Shutdown        Shutdown 2 minutes ago             
  4avqb23pd9gy   web.8       nginx:alpine        node1     Shutdown        Shutdown 2 minutes ago             
  9v7pfgqsui5t   web.9       nginx:alpine        node2     Shutdown        Shutdown 2 minutes ago             
  r2d65hfdvdlm   web.10      nginx:alpine        node1     Shutdown        Shutdown 2 minutes ago             
  e3d7j8ecbaos   web.11      nginx:alpine        node2     Shutdown        Shutdown 2 minutes ago             
  uxuaj9tde5lf   web.12      nginx:alpine        node3     Shutdown        Shutdown 2 minutes ago             
  no such service: nope
? 1
+ 155.92 1.64
node1$ docker service ps we
  no such service: we
? 1
+ 156.47 0.55
