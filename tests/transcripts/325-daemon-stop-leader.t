# dockerd of the leader is stopped properly: there is no hand-over, an election must time out
@ cluster managers=3 workers=0
@ daemon stop node1
+ 4.05
node1$ docker node ls
  Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?
? 1
+ 4.55 0.51
@ sample node2$ timeout 2 docker node ls --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}' 2>&1 || echo "no answer within 2 s" every 3s for 30s
node2$ timeout 2 docker node ls --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}' 2>&1 || echo "no answer within 2 s"
  no answer within 2 s
+ 6.74 2.18
node2$ timeout 2 docker node ls --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}' 2>&1 || echo "no answer within 2 s"
  no answer within 2 s
+ 9.95 2.40
node2$ timeout 2 docker node ls --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}' 2>&1 || echo "no answer within 2 s"
  no answer within 2 s
+ 12.77 2.22
node2$ timeout 2 docker node ls --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}' 2>&1 || echo "no answer within 2 s"
  no answer within 2 s
+ 15.75 2.20
node2$ timeout 2 docker node ls --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}' 2>&1 || echo "no answer within 2 s"
  no answer within 2 s
+ 18.63 2.07
node2$ timeout 2 docker node ls --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}' 2>&1 || echo "no answer within 2 s"
  no answer within 2 s
+ 21.89 2.33
node2$ timeout 2 docker node ls --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}' 2>&1 || echo "no answer within 2 s"
  node1 Unknown Unreachable
  node2 Unknown Leader
  node3 Ready Reachable
+ 23.65 1.03
node2$ timeout 2 docker node ls --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}' 2>&1 || echo "no answer within 2 s"
  node1 Unknown Unreachable
  node2 Unknown Leader
  node3 Ready Reachable
+ 26.98 1.41
node2$ timeout 2 docker node ls --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}' 2>&1 || echo "no answer within 2 s"
  node1 Unknown Unreachable
  node2 Ready Leader
  node3 Ready Reachable
+ 30.05 1.49
node2$ timeout 2 docker node ls --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}' 2>&1 || echo "no answer within 2 s"
  node1 Unknown Unreachable
  node2 Ready Leader
  node3 Ready Reachable
+ 32.51 0.95
node2$ timeout 2 docker node ls --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}' 2>&1 || echo "no answer within 2 s"
  node1 Unknown Unreachable
  node2 Ready Leader
  node3 Ready Reachable
+ 35.65 1.10
@ daemon start node1
+ 53.71
@ until node1$ timeout 3 docker node ls --filter name=node1 =~ Ready +Active +Reachable 60s
+ 54.78
node1$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  4g0wakwtmf7vzvuktxdp66jpt *   node1      Ready     Active         Reachable        28.5.2+dfsg4
  7xqgsek2opoklre5vznolnbix     node2      Ready     Active         Leader           28.5.2+dfsg4
  yim0uw9il3horlp4t902kmd9e     node3      Ready     Active         Reachable        28.5.2+dfsg4
+ 56.01 1.23
node2$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  4g0wakwtmf7vzvuktxdp66jpt     node1      Ready     Active         Reachable        28.5.2+dfsg4
  7xqgsek2opoklre5vznolnbix *   node2      Ready     Active         Leader           28.5.2+dfsg4
  yim0uw9il3horlp4t902kmd9e     node3      Ready     Active         Reachable        28.5.2+dfsg4
+ 57.35 1.34
node3$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  4g0wakwtmf7vzvuktxdp66jpt     node1      Ready     Active         Reachable        28.5.2+dfsg4
  7xqgsek2opoklre5vznolnbix     node2      Ready     Active         Leader           28.5.2+dfsg4
  yim0uw9il3horlp4t902kmd9e *   node3      Ready     Active         Reachable        28.5.2+dfsg4
+ 58.30 0.95
