# the mesh turns round the tasks: after scaling up and down, over a drained node, while a container is killed
@ cluster managers=1 workers=2
@ image traefik/whoami
node1$ docker service create -d --name who --replicas 2 -p 8080:80 traefik/whoami
  vufo55ye67yw7jtka56uwdlfv
+ 2.03 2.03
@ until node1$ docker service ls =~ 2/2 60s
+ 9.93
@ wait 3s
+ 12.93
node1$ curl -s node1:8080 | sed 's/: .*/: .../'
  Hostname: ...
  IP: ...
  IP: ...
  IP: ...
  RemoteAddr: ...
  GET / HTTP/1.1
  Host: ...
  User-Agent: ...
  Accept: ...
  
+ 13.04 0.11
node1$ for i in 1 2 3 4 5 6; do curl -s node2:8080 | grep Hostname; done | sort | uniq -c | awk '{print $1}'
  3
  3
+ 13.87 0.83
node3$ for i in 1 2 3 4 5 6; do curl -s localhost:8080 | grep Hostname; done | sort | uniq -c | awk '{print $1}'
  3
  3
+ 14.55 0.68
node1$ A=$(curl -s node1:8080 | grep Hostname); B=$(curl -s node1:8080 | grep Hostname); C=$(curl -s node1:8080 | grep Hostname); [ "$A" = "$C" ] && [ "$A" != "$B" ] && echo turns
  turns
+ 15.13 0.58
node1$ curl -s node3:8080/some/path?x=1 | grep -E '^(GET|Host|User-Agent|Accept)'
  Hostname: 2b664bb9f483
  GET /some/path?x=1 HTTP/1.1
  Host: node3:8080
  User-Agent: curl/8.23.0
  Accept: */*
+ 15.27 0.13
node1$ docker service scale -d who=4
  who scaled to 4
+ 15.70 0.43
@ until node1$ docker service ls =~ 4/4 60s
+ 25.87
@ wait 3s
+ 28.87
node1$ for i in $(seq 12); do curl -s node1:8080 | grep Hostname; done | sort | uniq -c | awk '{print $1}'
  3
  3
  3
  3
+ 31.64 2.76
node1$ docker node update --availability drain node3
  node3
+ 32.71 1.07
@ until node1$ docker service ps who --filter desired-state=running --format '{{.Node}} {{.CurrentState}}' =~ ^((node1|node2) Running[^\n]*\n?){4}$ 60s
+ 42.55
@ wait 3s
+ 45.56
node1$ for i in $(seq 12); do curl -s node3:8080 | grep Hostname; done | sort | uniq -c | awk '{print $1}'
  3
  3
  3
  3
+ 47.40 1.85
node1$ docker service scale -d who=1
  who scaled to 1
+ 48.39 0.99
@ wait 10s
+ 58.39
node1$ for i in $(seq 4); do curl -s node3:8080 | grep Hostname; done | sort | uniq -c | awk '{print $1}'
  4
+ 59.18 0.78
node1$ docker service update -d --publish-add 8081:80 who
  who
+ 59.79 0.61
@ until node1$ docker service ps who --filter desired-state=running =~ Running.*Running 60s
+ 73.30
@ wait 8s
+ 81.30
node1$ curl -s -o /dev/null -w '%{http_code}\n' node2:8081
  200
+ 81.45 0.15
node1$ docker service update -d --publish-rm 80 who
  who
+ 82.07 0.62
@ wait 12s
+ 94.07
node1$ docker service ls
  ID             NAME      MODE         REPLICAS   IMAGE                   PORTS
  vufo55ye67yw   who       replicated   1/1        traefik/whoami:latest   
+ 94.52 0.45
node1$ curl -sS -m 3 node2:8081; echo $?
  curl: (7) Failed to connect to node2:8081 after 6 ms: Could not connect to server
  7
+ 94.62 0.09
