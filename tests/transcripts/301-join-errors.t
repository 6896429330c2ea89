# docker swarm join refused: tokens of every wrong kind, wrong port, no swarm there, wrong options
@ hosts 3
node2$ docker swarm join
  docker: 'docker swarm join' requires 1 argument
  
  Usage:  docker swarm join [OPTIONS] HOST:PORT
  
  Run 'docker swarm join --help' for more information
? 1
+ 0.38 0.38
node2$ docker swarm join 192.168.99.11:2377
  Error response from daemon: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 192.168.99.11:2377: connect: connection refused"
? 1
+ 11.44 11.06
node2$ docker swarm join --token
  flag needs an argument: --token
  
  Usage:  docker swarm join [OPTIONS] HOST:PORT
  
  Run 'docker swarm join --help' for more information
? 125
+ 12.25 0.81
node2$ docker swarm join --token SWMTKN-1-abc 192.168.99.11:2377
  Error response from daemon: invalid join token
? 1
+ 13.03 0.78
node1$ docker swarm init --advertise-addr 192.168.99.11
  Swarm initialized: current node (0qyxb3oavx5clc5jhz9ms07om) is now a manager.
  
  To add a worker to this swarm, run the following command:
  
      docker swarm join --token SWMTKN-1-3h2lmgb69qpuxmkds6hscvljnljlazz6v1b0ir6mswum1e3h47-4cogz08pmvo9v10mg5oc0loij 192.168.99.11:2377
  
  To add a manager to this swarm, run 'docker swarm join-token manager' and follow the instructions.
+ 16.85 3.82
@ let T = node1$ docker swarm join-token -q worker
node2$ docker swarm join --token {T}
  docker: 'docker swarm join' requires 1 argument
  
  Usage:  docker swarm join [OPTIONS] HOST:PORT
  
  Run 'docker swarm join --help' for more information
? 1
+ 18.54 0.56
node2$ docker swarm join --token {T} 192.168.99.11:2377 192.168.99.13:2377
  docker: 'docker swarm join' requires 1 argument
  
  Usage:  docker swarm join [OPTIONS] HOST:PORT
  
  Run 'docker swarm join --help' for more information
? 1
+ 19.04 0.51
node2$ docker swarm join --token= 192.168.99.11:2377
  Error response from daemon: rpc error: code = InvalidArgument desc = A valid join token is necessary to join this cluster
? 1
+ 30.98 11.93
node2$ docker swarm join --token nonsense 192.168.99.11:2377
  Error response from daemon: invalid join token
? 1
+ 31.31 0.33
node2$ docker swarm join --token SWMTKN-1-abc 192.168.99.11:2377
  Error response from daemon: invalid join token
? 1
+ 31.76 0.44
node2$ docker swarm join --token SWMTKN-9-$(echo {T} | cut -d- -f3-) 192.168.99.11:2377
  Error response from daemon: invalid join token
? 1
+ 32.35 0.60
node2$ docker swarm join --token $(echo {T} | cut -c1-60) 192.168.99.11:2377
  Error response from daemon: invalid join token
? 1
+ 32.74 0.39
node2$ docker swarm join --token {T}x 192.168.99.11:2377
  Error response from daemon: invalid join token
? 1
+ 33.18 0.44
node2$ docker swarm join --token {T} --availability asleep 192.168.99.11:2377
  invalid availability "asleep", only active, pause and drain are supported
? 1
+ 33.71 0.52
node2$ docker swarm join --token {T} --advertise-addr eth9 192.168.99.11:2377
  This node joined a swarm as a worker.
+ 35.07 1.36
node2$ docker swarm join --token {T} --advertise-addr 1.2.3 192.168.99.11:2377
  Error response from daemon: This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.
? 1
+ 35.80 0.73
node2$ docker swarm join --token {T} --listen-addr nonsense 192.168.99.11:2377
  Error response from daemon: This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.
? 1
+ 36.36 0.56
node2$ docker swarm join --token {T} --nope 192.168.99.11:2377
  unknown flag: --nope
  
  Usage:  docker swarm join [OPTIONS] HOST:PORT
  
  Run 'docker swarm join --help' for more information
? 125
+ 37.21 0.85
node2$ docker info --format '{{.Swarm.LocalNodeState}}|{{.Swarm.Error}}'
  active|
+ 38.51 1.30
node2$ docker swarm join --token $(echo {T} | sed 's/.\{5\}$/aaaaa/') 192.168.99.11:2377
  Error response from daemon: This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.
? 1
+ 39.28 0.77
node2$ docker info --format '{{.Swarm.LocalNodeState}}|{{.Swarm.Error}}'
  active|
+ 40.08 0.80
node2$ docker swarm join --token $(echo {T} | sed 's/SWMTKN-1-...../SWMTKN-1-00000/') 192.168.99.11:2377
  Error response from daemon: This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.
? 1
+ 40.54 0.46
node2$ docker swarm join --token {T} 192.168.99.11:2378
  Error response from daemon: This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.
? 1
+ 40.98 0.44
node2$ docker swarm join --token {T} 192.168.99.13:2377
  Error response from daemon: This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.
? 1
+ 41.41 0.42
node2$ docker swarm join --token {T} nosuchhost:2377
  Error response from daemon: This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.
? 1
+ 41.96 0.56
node2$ docker swarm join --token {T} 192.168.99.12:2377
  Error response from daemon: This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.
? 1
+ 42.29 0.32
node2$ docker info --format '{{.Swarm.LocalNodeState}}|{{.Swarm.Error}}'
  active|
+ 43.07 0.78
node2$ docker swarm join --token {T} node1
  Error response from daemon: This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.
? 1
+ 43.86 0.79
node1$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  0qyxb3oavx5clc5jhz9ms07om *   node1      Ready     Active         Leader           28.5.2+dfsg4
  pzhcod6nad1k8s4y8q53gega8     node2      Ready     Active                          28.5.2+dfsg4
+ 45.37 1.51
node1$ docker swarm join --token {T} 192.168.99.11:2377
  Error response from daemon: This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.
? 1
+ 46.00 0.64
