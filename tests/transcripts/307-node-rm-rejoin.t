# node rm of several, of a left node, two nodes of one name, ambiguous names and prefixes
@ cluster managers=1 workers=3
node1$ docker node rm node2 node3 nodeX
  Error response from daemon: rpc error: code = FailedPrecondition desc = node mf1v2gxvozvezjwr2jxxshtez is not down and can't be removed
  Error response from daemon: rpc error: code = FailedPrecondition desc = node kb9v9pk7lriadkt6fsooqxlm2 is not down and can't be removed
  Error response from daemon: node nodeX not found
? 1
+ 0.55 0.55
node1$ docker node rm --force
  docker: 'docker node rm' requires at least 1 argument
  
  Usage:  docker node rm [OPTIONS] NODE [NODE...]
  
  See 'docker node rm --help' for more information
? 1
+ 1.32 0.77
node1$ docker node rm --nope node2
  unknown flag: --nope
  
  Usage:  docker node rm [OPTIONS] NODE [NODE...]
  
  Run 'docker node rm --help' for more information
? 125
+ 1.87 0.56
node3$ docker swarm leave
  Node left the swarm.
+ 3.96 2.08
@ let OLD = node1$ docker node ls -q --filter name=node3
node3$ docker swarm join --token {WORKER_TOKEN} 192.168.99.11:2377
  This node joined a swarm as a worker.
+ 6.14 1.78
@ until node1$ docker node ls =~ Down 30s
+ 19.79
@ wait 2s
+ 21.79
node1$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  4eldlshuw6vwit0j29hutk2qn *   node1      Ready     Active         Leader           28.5.2+dfsg4
  mf1v2gxvozvezjwr2jxxshtez     node2      Ready     Active                          28.5.2+dfsg4
  kb9v9pk7lriadkt6fsooqxlm2     node3      Down      Active                          28.5.2+dfsg4
  s3exrmft1hrtej7wpdnm7yz2z     node3      Ready     Active                          28.5.2+dfsg4
  xfae9wi4wlqqsbi3mulkzp0m4     node4      Ready     Active                          28.5.2+dfsg4
+ 22.32 0.53
node1$ docker node inspect node3 --format '{{.Status.State}}'
  
  Error response from daemon: node node3 is ambiguous (2 matches found)
? 1
+ 22.84 0.52
node1$ docker node update --availability drain node3
  Error response from daemon: node node3 is ambiguous (2 matches found)
? 1
+ 23.30 0.46
node1$ docker node rm node3
  Error response from daemon: node node3 is ambiguous (2 matches found)
? 1
+ 23.73 0.42
node1$ docker node ps node3
  Error response from daemon: node node3 is ambiguous (2 matches found)
? 1
+ 24.16 0.44
node1$ docker node rm {OLD}
  kb9v9pk7lriadkt6fsooqxlm2
+ 24.64 0.47
node1$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  4eldlshuw6vwit0j29hutk2qn *   node1      Ready     Active         Leader           28.5.2+dfsg4
  mf1v2gxvozvezjwr2jxxshtez     node2      Ready     Active                          28.5.2+dfsg4
  s3exrmft1hrtej7wpdnm7yz2z     node3      Ready     Active                          28.5.2+dfsg4
  xfae9wi4wlqqsbi3mulkzp0m4     node4      Ready     Active                          28.5.2+dfsg4
+ 25.27 0.63
node1$ docker node rm {OLD}
  Error response from daemon: node kb9v9pk7lriadkt6fsooqxlm2 not found
? 1
+ 25.79 0.52
node1$ docker node rm node3
  Error response from daemon: rpc error: code = FailedPrecondition desc = node s3exrmft1hrtej7wpdnm7yz2z is not down and can't be removed
? 1
+ 26.28 0.49
node2$ docker swarm leave
  Node left the swarm.
+ 28.21 1.93
node4$ docker swarm leave
  Node left the swarm.
+ 30.31 2.10
@ until node1$ docker node ls --format '{{.Hostname}} {{.Status}}' =~ node2 Down.*node4 Down 40s
+ 42.66
node1$ docker node rm node2 node3 node4
  node2
  node4
  Error response from daemon: rpc error: code = FailedPrecondition desc = node s3exrmft1hrtej7wpdnm7yz2z is not down and can't be removed
? 1
+ 43.34 0.68
node1$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  4eldlshuw6vwit0j29hutk2qn *   node1      Ready     Active         Leader           28.5.2+dfsg4
  s3exrmft1hrtej7wpdnm7yz2z     node3      Ready     Active                          28.5.2+dfsg4
+ 44.15 0.81
node1$ docker node rm -f node3
  node3
+ 44.63 0.48
node1$ docker node ls -q | wc -l
  1
+ 45.05 0.42
@ until node3$ docker info --format '{{.Swarm.LocalNodeState}}' =~ error|inactive|active 5s
+ 45.92
node3$ docker info --format '{{.Swarm.LocalNodeState}}|{{.Swarm.Error}}'
  active|
+ 46.54 0.61
@ wait 8s
+ 54.54
node3$ docker info --format '{{.Swarm.LocalNodeState}}|{{.Swarm.Error}}'
  active|
+ 55.14 0.60
node3$ docker swarm join --token {WORKER_TOKEN} 192.168.99.11:2377
  Error response from daemon: This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.
? 1
+ 55.96 0.82
node3$ docker swarm leave
  Node left the swarm.
+ 58.65 2.69
node3$ docker swarm leave --force
  Error response from daemon: This node is not part of a swarm
? 1
+ 59.22 0.57
