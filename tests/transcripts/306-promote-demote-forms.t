# promote and demote by id, by prefix, several at once, with errors among them; what the promoted node itself says
@ cluster managers=1 workers=3
node1$ docker node promote $(docker node ls -q --filter name=node2)
  Node wn3c4r1rec9vlto6y1rs3gp2x promoted to a manager in the swarm.
+ 1.31 1.31
@ until node1$ docker node ls --filter name=node2 =~ Reachable 30s
+ 3.66
node2$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  oz7jyxtdo251sy1ihhzjccjxu     node1      Ready     Active         Leader           28.5.2+dfsg4
  wn3c4r1rec9vlto6y1rs3gp2x *   node2      Ready     Active         Reachable        28.5.2+dfsg4
  j3en04bqmilstx6el7rmnn2rj     node3      Ready     Active                          28.5.2+dfsg4
  rflvu7jtjdhqeeiuq14426up3     node4      Ready     Active                          28.5.2+dfsg4
+ 4.53 0.87
node2$ docker info --format '{{.Swarm.ControlAvailable}} {{.Swarm.Managers}}/{{.Swarm.Nodes}}'
  true 2/4
+ 5.22 0.69
node1$ docker node promote node3 nodeX node4
  Node node3 promoted to a manager in the swarm.
  Error response from daemon: node nodeX not found
? 1
+ 5.76 0.54
@ until node1$ docker node ls --filter name=node3 =~ Reachable 30s
+ 7.76
node1$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  oz7jyxtdo251sy1ihhzjccjxu *   node1      Ready     Active         Leader           28.5.2+dfsg4
  wn3c4r1rec9vlto6y1rs3gp2x     node2      Ready     Active         Reachable        28.5.2+dfsg4
  j3en04bqmilstx6el7rmnn2rj     node3      Ready     Active         Reachable        28.5.2+dfsg4
  rflvu7jtjdhqeeiuq14426up3     node4      Ready     Active                          28.5.2+dfsg4
+ 8.36 0.59
node1$ docker node promote
  docker: 'docker node promote' requires at least 1 argument
  
  Usage:  docker node promote NODE [NODE...]
  
  See 'docker node promote --help' for more information
? 1
+ 8.69 0.33
node1$ docker node promote nodeX
  Error response from daemon: node nodeX not found
? 1
+ 9.07 0.38
node1$ docker node promote node1 node3
  Node oz7jyxtdo251sy1ihhzjccjxu is already a manager.
  Node j3en04bqmilstx6el7rmnn2rj is already a manager.
+ 9.53 0.46
node1$ docker node demote nodeX
  Error response from daemon: node nodeX not found
? 1
+ 9.90 0.37
node1$ docker node demote node4
  Node rflvu7jtjdhqeeiuq14426up3 is already a worker.
+ 10.28 0.38
node1$ docker node demote node3 && echo demoted
  Manager node3 demoted in the swarm.
  demoted
+ 10.92 0.64
@ wait 6s
+ 16.92
node3$ docker node ls
  Error response from daemon: This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.
? 1
+ 17.55 0.63
node3$ docker service ls
  Error response from daemon: This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.
? 1
+ 18.04 0.49
node3$ docker info --format '{{.Swarm.LocalNodeState}} {{.Swarm.ControlAvailable}}'
  active false
+ 18.64 0.61
node1$ docker node ls --format '{{.Hostname}} {{.ManagerStatus}}'
  node1 Leader
  node2 Reachable
  node3 
  node4 
+ 19.36 0.72
node1$ docker node promote node3 node4
  Node node3 promoted to a manager in the swarm.
  Node node4 promoted to a manager in the swarm.
+ 20.29 0.93
@ until node1$ docker node ls --format '{{.Hostname}} {{.ManagerStatus}}' =~ node3 Reachable.*node4 Reachable 40s
+ 43.81
node1$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  oz7jyxtdo251sy1ihhzjccjxu *   node1      Ready     Active         Leader           28.5.2+dfsg4
  wn3c4r1rec9vlto6y1rs3gp2x     node2      Ready     Active         Reachable        28.5.2+dfsg4
  j3en04bqmilstx6el7rmnn2rj     node3      Ready     Active         Reachable        28.5.2+dfsg4
  rflvu7jtjdhqeeiuq14426up3     node4      Ready     Active         Reachable        28.5.2+dfsg4
+ 44.37 0.56
node2$ docker node demote node1
  Manager node1 demoted in the swarm.
+ 44.87 0.50
@ wait 8s
+ 52.87
node2$ docker node ls --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}' | sed 's/Leader/L-or-R/;s/Reachable/L-or-R/'
  node1 Ready 
  node2 Ready L-or-R
  node3 Ready L-or-R
  node4 Ready L-or-R
+ 53.49 0.62
node1$ docker node ls
  Error response from daemon: This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.
? 1
+ 53.99 0.50
node1$ docker node demote node2
  Error response from daemon: This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.
? 1
+ 54.45 0.46
node2$ docker node ls | grep -c Leader
  1
+ 55.04 0.58
