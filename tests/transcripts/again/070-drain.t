# drain, no rebalance afterwards, pause
@ cluster managers=1 workers=2
@ image nginx:alpine
node1$ docker service create -d --name web --replicas 6 nginx:alpine
  rq4l7mfxsgw64xg2em2q5ipy4
+ 1.48 1.48
@ until node1$ docker service ls =~ 6/6 30s
+ 9.99
node1$ docker service ps web
  ID             NAME      IMAGE          NODE      DESIRED STATE   CURRENT STATE           ERROR     PORTS
  vt0jb20mljvw   web.1     nginx:alpine   node3     Running         Running 3 seconds ago             
  xth2y1auojsg   web.2     nginx:alpine   node1     Running         Running 1 second ago              
  nvczh8vwueaj   web.3     nginx:alpine   node2     Running         Running 4 seconds ago             
  9rohp0spn2oh   web.4     nginx:alpine   node3     Running         Running 3 seconds ago             
  8ql0qvwlt5t9   web.5     nginx:alpine   node1     Running         Running 1 second ago              
  l8kginf4kk0m   web.6     nginx:alpine   node2     Running         Running 4 seconds ago             
+ 10.66 0.67
node1$ docker node update --availability drain node3
  node3
+ 11.13 0.47
@ sample node1$ docker service ps web --filter desired-state=running every 2s for 6s
node1$ docker service ps web --filter desired-state=running
  ID             NAME      IMAGE          NODE      DESIRED STATE   CURRENT STATE           ERROR     PORTS
  xth2y1auojsg   web.2     nginx:alpine   node1     Running         Running 2 seconds ago             
  nvczh8vwueaj   web.3     nginx:alpine   node2     Running         Running 5 seconds ago             
  8ql0qvwlt5t9   web.5     nginx:alpine   node1     Running         Running 2 seconds ago             
  l8kginf4kk0m   web.6     nginx:alpine   node2     Running         Running 5 seconds ago             
+ 11.74 0.61
node1$ docker service ps web --filter desired-state=running
  ID             NAME      IMAGE          NODE      DESIRED STATE   CURRENT STATE           ERROR     PORTS
  xth2y1auojsg   web.2     nginx:alpine   node1     Running         Running 4 seconds ago             
  nvczh8vwueaj   web.3     nginx:alpine   node2     Running         Running 7 seconds ago             
  8ql0qvwlt5t9   web.5     nginx:alpine   node1     Running         Running 4 seconds ago             
  l8kginf4kk0m   web.6     nginx:alpine   node2     Running         Running 7 seconds ago             
+ 14.13 1.00
node1$ docker service ps web --filter desired-state=running
  ID             NAME      IMAGE          NODE      DESIRED STATE   CURRENT STATE                     ERROR     PORTS
  gqp46y0ttp3z   web.1     nginx:alpine   node2     Running         Ready 4 seconds ago                         
  xth2y1auojsg   web.2     nginx:alpine   node1     Running         Running 6 seconds ago                       
  nvczh8vwueaj   web.3     nginx:alpine   node2     Running         Running 9 seconds ago                       
  z3fz2lnpoy3v   web.4     nginx:alpine   node1     Running         Starting less than a second ago             
  8ql0qvwlt5t9   web.5     nginx:alpine   node1     Running         Running 6 seconds ago                       
  l8kginf4kk0m   web.6     nginx:alpine   node2     Running         Running 9 seconds ago                       
+ 15.99 0.86
node1$ docker service ps web --filter desired-state=running
  ID             NAME      IMAGE          NODE      DESIRED STATE   CURRENT STATE                    ERROR     PORTS
  gqp46y0ttp3z   web.1     nginx:alpine   node2     Running         Starting 2 seconds ago                     
  xth2y1auojsg   web.2     nginx:alpine   node1     Running         Running 8 seconds ago                      
  nvczh8vwueaj   web.3     nginx:alpine   node2     Running         Running 11 seconds ago                     
  z3fz2lnpoy3v   web.4     nginx:alpine   node1     Running         Running less than a second ago             
  8ql0qvwlt5t9   web.5     nginx:alpine   node1     Running         Running 8 seconds ago                      
  l8kginf4kk0m   web.6     nginx:alpine   node2     Running         Running 11 seconds ago                     
+ 18.02 0.89
node1$ docker service ps web
  ID             NAME        IMAGE          NODE      DESIRED STATE   CURRENT STATE                    ERROR     PORTS
  gqp46y0ttp3z   web.1       nginx:alpine   node2     Running         Starting 3 seconds ago                     
  vt0jb20mljvw    \_ web.1   nginx:alpine   node3     Shutdown        Shutdown 3 seconds ago                     
  xth2y1auojsg   web.2       nginx:alpine   node1     Running         Running 9 seconds ago                      
  nvczh8vwueaj   web.3       nginx:alpine   node2     Running         Running 12 seconds ago                     
  z3fz2lnpoy3v   web.4       nginx:alpine   node1     Running         Running less than a second ago             
  9rohp0spn2oh    \_ web.4   nginx:alpine   node3     Shutdown        Shutdown 3 seconds ago                     
  8ql0qvwlt5t9   web.5       nginx:alpine   node1     Running         Running 9 seconds ago                      
  l8kginf4kk0m   web.6       nginx:alpine   node2     Running         Running 12 seconds ago                     
+ 18.62 0.60
node1$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  tl10hxkky7r0ftyglzsyg3aje *   node1      Ready     Active         Leader           28.5.2+dfsg4
  w5ms6bgkbgee9h9xsualsvet4     node2      Ready     Active                          28.5.2+dfsg4
  83v1y76wurfgpv05xu1eb0ekb     node3      Ready     Drain                           28.5.2+dfsg4
+ 19.36 0.74
node1$ docker node update --availability active node3
  node3
+ 20.15 0.79
@ wait 5s
+ 25.15
node1$ docker service ps web --filter desired-state=running
  ID             NAME      IMAGE          NODE      DESIRED STATE   CURRENT STATE            ERROR     PORTS
  gqp46y0ttp3z   web.1     nginx:alpine   node2     Running         Running 6 seconds ago              
  xth2y1auojsg   web.2     nginx:alpine   node1     Running         Running 16 seconds ago             
  nvczh8vwueaj   web.3     nginx:alpine   node2     Running         Running 19 seconds ago             
  z3fz2lnpoy3v   web.4     nginx:alpine   node1     Running         Running 8 seconds ago              
  8ql0qvwlt5t9   web.5     nginx:alpine   node1     Running         Running 16 seconds ago             
  l8kginf4kk0m   web.6     nginx:alpine   node2     Running         Running 19 seconds ago             
+ 25.87 0.72
node1$ docker node update --availability pause node2
  node2
+ 26.33 0.46
node1$ docker service scale -d web=9
  web scaled to 9
+ 26.99 0.65
@ wait 5s
+ 31.99
node1$ docker service ps web --filter desired-state=running
  ID             NAME      IMAGE          NODE      DESIRED STATE   CURRENT STATE                    ERROR     PORTS
  gqp46y0ttp3z   web.1     nginx:alpine   node2     Running         Running 13 seconds ago                     
  xth2y1auojsg   web.2     nginx:alpine   node1     Running         Running 23 seconds ago                     
  nvczh8vwueaj   web.3     nginx:alpine   node2     Running         Running 26 seconds ago                     
  z3fz2lnpoy3v   web.4     nginx:alpine   node1     Running         Running 14 seconds ago                     
  8ql0qvwlt5t9   web.5     nginx:alpine   node1     Running         Running 23 seconds ago                     
  l8kginf4kk0m   web.6     nginx:alpine   node2     Running         Running 26 seconds ago                     
  mw24thqis25q   web.7     nginx:alpine   node3     Running         Running less than a second ago             
  kv5l5n40t4n9   web.8     nginx:alpine   node3     Running         Running less than a second ago             
  ibt0pe21ps47   web.9     nginx:alpine   node3     Running         Running less than a second ago             
+ 32.48 0.50
node1$ docker service update --force -d web
  web
+ 33.14 0.66
@ wait 25s
+ 58.15
node1$ docker service ps web --filter desired-state=running
  ID             NAME      IMAGE          NODE      DESIRED STATE   CURRENT STATE                     ERROR     PORTS
  6vs85p1xl3pb   web.1     nginx:alpine   node3     Running         Running 3 seconds ago                       
  lrm6tc1gd158   web.2     nginx:alpine   node1     Running         Running 20 seconds ago                      
  nvczh8vwueaj   web.3     nginx:alpine   node2     Running         Running 52 seconds ago                      
  yw95ngqp8s63   web.4     nginx:alpine   node1     Running         Running 9 seconds ago                       
  aj4ahp2lk1xb   web.5     nginx:alpine   node1     Running         Running 14 seconds ago                      
  l8kginf4kk0m   web.6     nginx:alpine   node2     Running         Running 52 seconds ago                      
  mw24thqis25q   web.7     nginx:alpine   node3     Running         Running 27 seconds ago                      
  kv5l5n40t4n9   web.8     nginx:alpine   node3     Running         Running 26 seconds ago                      
  di0i30p3i2sn   web.9     nginx:alpine   node1     Running         Starting less than a second ago             
+ 58.98 0.83
node1$ docker node update --availability drain node1
  node1
+ 59.56 0.58
@ wait 5s
+ 64.56
node1$ docker service ls
  ID             NAME      MODE         REPLICAS   IMAGE          PORTS
  rq4l7mfxsgw6   web       replicated   4/9        nginx:alpine   
+ 65.27 0.71
node1$ docker service ps web --filter desired-state=running
  ID             NAME      IMAGE          NODE      DESIRED STATE   CURRENT STATE                     ERROR     PORTS
  6vs85p1xl3pb   web.1     nginx:alpine   node3     Running         Running 10 seconds ago                      
  9lkuxrnkg7k8   web.2     nginx:alpine   node3     Running         Starting less than a second ago             
  nvczh8vwueaj   web.3     nginx:alpine   node2     Running         Running 59 seconds ago                      
  xirf64t2gayi   web.4     nginx:alpine   node3     Running         Starting 1 second ago                       
  q4wxpw2bmj0y   web.5     nginx:alpine   node3     Running         Starting 1 second ago                       
  l8kginf4kk0m   web.6     nginx:alpine   node2     Running         Running 59 seconds ago                      
  mw24thqis25q   web.7     nginx:alpine   node3     Running         Running 34 seconds ago                      
  52o1lz9ma7we   web.8     nginx:alpine   node3     Running         Starting 2 seconds ago                      
  mff78ltow1x5   web.9     nginx:alpine   node3     Running         Starting 2 seconds ago                      
+ 65.96 0.69
