# join a manager that has no power: the attempt goes on in the background and ends well when it is switched on
@ hosts 3
node1$ docker swarm init --advertise-addr 192.168.99.11
  Swarm initialized: current node (kxh41dbxtp5uzmegfwkw0nyxb) is now a manager.
  
  To add a worker to this swarm, run the following command:
  
      docker swarm join --token SWMTKN-1-3pc2ahkvzea2j73skhwjnodvmmbamn3g3ad375lr8ia02ac75j-472bkm1x2alg9e88ejesaz3n4 192.168.99.11:2377
  
  To add a manager to this swarm, run 'docker swarm join-token manager' and follow the instructions.
+ 2.35 2.35
@ let T = node1$ docker swarm join-token -q worker
@ let M = node1$ docker swarm join-token -q manager
@ stop node1
+ 4.36
node2$ docker swarm join --token {T} 192.168.99.11:2377
  Error response from daemon: Timeout was reached before node joined. The attempt to join the swarm will continue in the background. Use the "docker info" command to see the current swarm status of your node.
? 1
+ 25.51 21.15
node2$ docker info --format '{{.Swarm.LocalNodeState}}|{{.Swarm.ControlAvailable}}|{{.Swarm.NodeID}}|{{.Swarm.Error}}'
  pending|false||
+ 26.53 1.02
node2$ docker node ls
  Error response from daemon: This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.
? 1
+ 26.89 0.37
node2$ docker swarm join --token {T} 192.168.99.11:2377
  Error response from daemon: This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.
? 1
+ 27.51 0.62
node2$ docker swarm init
  Error response from daemon: This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.
? 1
+ 28.18 0.67
node2$ docker swarm leave
  Node left the swarm.
+ 28.63 0.45
node2$ docker info --format '{{.Swarm.LocalNodeState}}|{{.Swarm.Error}}'
  inactive|
+ 29.34 0.71
node3$ docker swarm join --token {T} 192.168.99.11:2377
  Error response from daemon: Timeout was reached before node joined. The attempt to join the swarm will continue in the background. Use the "docker info" command to see the current swarm status of your node.
? 1
+ 49.76 20.42
node3$ docker info | sed -n '/Swarm:/,/Runtimes/p'
   Swarm: pending
    NodeID: 
    Is Manager: false
    Node Address: 192.168.99.13
    Manager Addresses:
     192.168.99.11:2377
   Runtimes: io.containerd.runc.v2 runc
+ 50.41 0.65
@ start node1
+ 58.73
@ until node1$ docker node ls =~ node3 60s
? timeout
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  kxh41dbxtp5uzmegfwkw0nyxb *   node1      Ready     Active         Leader           28.5.2+dfsg4
+ 118.74
@ until node1$ docker node ls --filter name=node3 =~ Ready 60s
? timeout
  ID        HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
+ 178.82
node3$ docker info --format '{{.Swarm.LocalNodeState}}|{{.Swarm.ControlAvailable}}|{{.Swarm.Error}}'
  error|false|rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 192.168.99.11:2377: connect: connection refused"
+ 179.31 0.49
node1$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  kxh41dbxtp5uzmegfwkw0nyxb *   node1      Ready     Active         Leader           28.5.2+dfsg4
+ 179.95 0.64
node2$ docker swarm join --token {M} 192.168.99.11:2377
  This node joined a swarm as a manager.
+ 182.18 2.22
node1$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  kxh41dbxtp5uzmegfwkw0nyxb *   node1      Ready     Active         Leader           28.5.2+dfsg4
  vmgai23070tleerkkyv6lqydl     node2      Ready     Active         Reachable        28.5.2+dfsg4
+ 182.87 0.69
