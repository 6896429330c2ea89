# three managers, the leader is switched off: what each manager says, services go on, the old leader returns
@ cluster managers=3 workers=1
@ image nginx:alpine
node1$ docker service create -d --name web --replicas 4 -p 8080:80 nginx:alpine
  nkxxkin19mvxsywvyl42s8ywa
+ 1.56 1.56
@ until node1$ docker service ls =~ 4/4 60s
+ 14.25
node2$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  wiv77h7orgi8x9tc0i46zrttn     node1      Ready     Active         Leader           28.5.2+dfsg4
  q1nocu4hjw1dig2cdsep4jyxi *   node2      Ready     Active         Reachable        28.5.2+dfsg4
  vj2c55wbrecnswtg8gfv9i9il     node3      Ready     Active         Reachable        28.5.2+dfsg4
  eznsducb55qk65hwcud25i142     node4      Ready     Active                          28.5.2+dfsg4
+ 15.05 0.80
@ stop node1
+ 16.19
node4$ curl -s -o /dev/null -m 3 -w '%{http_code}\n' node4:8080
  200
+ 16.44 0.25
@ until node2$ timeout 3 docker node ls --format '{{.ManagerStatus}}' =~ Leader 60s
+ 28.42
node2$ docker node ls --format '{{.Hostname}} {{.ManagerStatus}}'
  node1 Unreachable
  node2 Leader
  node3 Reachable
  node4 
+ 29.32 0.90
node3$ docker node ls --format '{{.Hostname}} {{.ManagerStatus}}'
  node1 Unreachable
  node2 Leader
  node3 Reachable
  node4 
+ 30.08 0.76
node2$ docker service create -d --name after nginx:alpine
  p7xxmpwwevfxjomrpvsvyj4yr
+ 32.78 2.70
node3$ docker service ls
  ID             NAME      MODE         REPLICAS   IMAGE          PORTS
  p7xxmpwwevfx   after     replicated   0/1        nginx:alpine   
  nkxxkin19mvx   web       replicated   4/4        nginx:alpine   *:8080->80/tcp
+ 33.43 0.65
@ until node2$ docker node ls --filter name=node1 =~ Down 60s
+ 57.52
node2$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  wiv77h7orgi8x9tc0i46zrttn     node1      Down      Active         Unreachable      28.5.2+dfsg4
  q1nocu4hjw1dig2cdsep4jyxi *   node2      Ready     Active         Leader           28.5.2+dfsg4
  vj2c55wbrecnswtg8gfv9i9il     node3      Ready     Active         Reachable        28.5.2+dfsg4
  eznsducb55qk65hwcud25i142     node4      Ready     Active                          28.5.2+dfsg4
+ 58.53 1.00
node3$ docker node inspect node1 --format '{{.Status.State}} {{.Status.Message}} {{.ManagerStatus.Reachability}}'
  down heartbeat failure for node in "unknown" state unreachable
+ 59.15 0.62
@ until node2$ docker service ps web --filter desired-state=running --format '{{.Node}} {{.CurrentState}}' =~ ^((node2|node3|node4) Running[^\n]*\n?){4}$ 40s
+ 65.40
node3$ docker service ps web
  ID             NAME        IMAGE          NODE      DESIRED STATE   CURRENT STATE            ERROR     PORTS
  imsqom4irzx5   web.1       nginx:alpine   node2     Running         Running 34 seconds ago             
  btl9ydbqm9l8   web.2       nginx:alpine   node3     Running         Running 36 seconds ago             
  jor1ze37ug9b   web.3       nginx:alpine   node4     Running         Running 38 seconds ago             
  1htgu3glwl6f   web.4       nginx:alpine   node2     Running         Running 1 second ago               
  wt20trjrbnp4    \_ web.4   nginx:alpine   node1     Shutdown        Running 55 seconds ago             
+ 66.76 1.36
node3$ docker service ls
  ID             NAME      MODE         REPLICAS   IMAGE          PORTS
  p7xxmpwwevfx   after     replicated   1/1        nginx:alpine   
  nkxxkin19mvx   web       replicated   5/4        nginx:alpine   *:8080->80/tcp
+ 67.92 1.16
@ start node1
+ 84.35
@ until node2$ docker node ls --filter name=node1 =~ Ready +Active +Reachable 60s
+ 85.54
node1$ docker node ls --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}' | sed 's/Leader/Manager/;s/Reachable/Manager/'
  node1 Ready Manager
  node2 Ready Manager
  node3 Ready Manager
  node4 Ready 
+ 86.38 0.83
node2$ docker node ls | grep -c Leader
  1
+ 86.96 0.59
node1$ docker service ls
  ID             NAME      MODE         REPLICAS   IMAGE          PORTS
  p7xxmpwwevfx   after     replicated   1/1        nginx:alpine   
  nkxxkin19mvx   web       replicated   4/4        nginx:alpine   *:8080->80/tcp
+ 87.62 0.66
node1$ docker ps -a --format '{{.Names}} {{.Status}}'
  web.4.wt20trjrbnp4p8kq40gv5np1k Exited (255) 17 seconds ago
+ 88.58 0.96
