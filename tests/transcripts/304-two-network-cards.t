# hosts with two network cards: init and join must be told which address, or find the one that reaches the other
@ hosts 3
@ setup node1$ ip link add link eth0 name eth1 type macvlan mode bridge && ip addr add 10.60.0.11/24 dev eth1 && ip link set eth1 up
@ setup node2$ ip link add link eth0 name eth1 type macvlan mode bridge && ip addr add 10.60.0.12/24 dev eth1 && ip link set eth1 up
node1$ hostname -I
  192.168.99.11 172.17.0.1 10.60.0.11 
+ 0.03 0.03
node1$ docker swarm init
  Error response from daemon: could not choose an IP address to advertise since this system has multiple addresses on different interfaces (192.168.99.11 on eth0 and 10.60.0.11 on eth1) - specify one with --advertise-addr
? 1
+ 0.46 0.42
node1$ docker swarm init --advertise-addr 10.60.0.99
  Error response from daemon: must specify a listening address because the address to advertise is not recognized as a system address, and a system's IP address to use could not be uniquely identified
? 1
+ 1.05 0.58
node1$ docker swarm leave --force
  Error response from daemon: This node is not part of a swarm
? 1
+ 1.42 0.37
node1$ docker swarm init --advertise-addr eth1
  Swarm initialized: current node (eaqaenmus2ui4deatlcv8j4ce) is now a manager.
  
  To add a worker to this swarm, run the following command:
  
      docker swarm join --token SWMTKN-1-2jpin4tbek1os8xltll78xu0t0djy7qyvb1p5bhoe0akmulkwj-81z7ws6fexji33qlgmcyg4dee 10.60.0.11:2377
  
  To add a manager to this swarm, run 'docker swarm join-token manager' and follow the instructions.
+ 3.01 1.59
node1$ docker node inspect self --format '{{.Status.Addr}} {{.ManagerStatus.Addr}}'
  10.60.0.11 10.60.0.11:2377
+ 4.01 0.99
node1$ docker info --format '{{.Swarm.NodeAddr}}'
  10.60.0.11
+ 4.69 0.69
@ let T = node1$ docker swarm join-token -q worker
@ let M = node1$ docker swarm join-token -q manager
node2$ docker swarm join --token {T} 10.60.0.11:2377
  This node joined a swarm as a worker.
+ 7.42 1.82
node2$ docker info --format '{{.Swarm.NodeAddr}}'
  10.60.0.12
+ 7.93 0.52
node1$ docker node inspect node2 --format '{{.Status.Addr}}'
  10.60.0.12
+ 8.54 0.60
node2$ docker swarm leave
  Node left the swarm.
+ 11.87 3.33
node2$ docker swarm join --token {M} --advertise-addr eth0 10.60.0.11:2377
  This node joined a swarm as a manager.
+ 14.89 3.02
node2$ docker info --format '{{.Swarm.NodeAddr}}'
  192.168.99.12
+ 15.81 0.92
node1$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  eaqaenmus2ui4deatlcv8j4ce *   node1      Ready     Active         Leader           28.5.2+dfsg4
  4esti53empl9bw37no2788blw     node2      Ready     Active         Reachable        28.5.2+dfsg4
  o25c1b1u88ajv8m876s9sk6o5     node2      Ready     Active                          28.5.2+dfsg4
+ 16.38 0.56
node1$ docker node inspect node2 --format '{{.Description.Hostname}} {{.Status.State}} {{.Status.Addr}}'
  
  Error response from daemon: node node2 is ambiguous (2 matches found)
? 1
+ 16.80 0.42
node1$ docker node inspect $(docker node ls -q --filter name=node2) --format '{{.Description.Hostname}} {{.Status.State}} {{.Status.Addr}}{{with .ManagerStatus}} {{.Addr}}{{end}}'
  node2 ready 10.60.0.12 192.168.99.12:2377
  node2 ready 10.60.0.12
+ 17.63 0.82
node3$ docker swarm join --token {T} 10.60.0.11:2377
  Error response from daemon: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 10.60.0.11:2377: connect: network is unreachable"
? 1
+ 28.24 10.61
node3$ docker swarm join --token {T} 192.168.99.11:2377
  This node joined a swarm as a worker.
+ 30.05 1.81
node3$ docker info --format '{{.Swarm.NodeAddr}} {{.Swarm.RemoteManagers}}'
  192.168.99.13 [{eaqaenmus2ui4deatlcv8j4ce 10.60.0.11:2377} {4esti53empl9bw37no2788blw 192.168.99.12:2377}]
+ 30.70 0.65
@ wait 3s
+ 33.70
node1$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  eaqaenmus2ui4deatlcv8j4ce *   node1      Ready     Active         Leader           28.5.2+dfsg4
  4esti53empl9bw37no2788blw     node2      Ready     Active         Reachable        28.5.2+dfsg4
  o25c1b1u88ajv8m876s9sk6o5     node2      Down      Active                          28.5.2+dfsg4
  kzwoeaf7urnonyk9yi8wdek83     node3      Ready     Active                          28.5.2+dfsg4
+ 34.33 0.63
