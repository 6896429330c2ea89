# join with --availability, --advertise-addr, --listen-addr, --data-path-addr; what inspect and info say about it
@ hosts 5
node1$ docker swarm init --advertise-addr eth0 --listen-addr 192.168.99.11:2377
  Swarm initialized: current node (u2erlgne9zhvtd1dy0o6eyfyp) is now a manager.
  
  To add a worker to this swarm, run the following command:
  
      docker swarm join --token SWMTKN-1-4d3yryhvcc3yvi1dfq7aapifdrqlgo94undkx943agscxxvs4n-1cyfzlle2nm8vf4mxetaouill 192.168.99.11:2377
  
  To add a manager to this swarm, run 'docker swarm join-token manager' and follow the instructions.
+ 1.37 1.36
@ let T = node1$ docker swarm join-token -q worker
@ let M = node1$ docker swarm join-token -q manager
node2$ docker swarm join --availability pause --token {T} 192.168.99.11
  This node joined a swarm as a worker.
+ 3.89 1.51
node3$ docker swarm join --availability=drain --advertise-addr 192.168.99.13 --listen-addr eth0 --token={M} node1:2377
  This node joined a swarm as a manager.
+ 6.95 3.06
node4$ docker swarm join --advertise-addr eth0:2377 --data-path-addr eth0 --token {T} 192.168.99.13:2377
  This node joined a swarm as a worker.
+ 8.99 2.04
node5$ docker swarm join --advertise-addr 192.168.99.15:7000 --listen-addr 0.0.0.0:7000 --token {M} 192.168.99.11:2377
  This node joined a swarm as a manager.
+ 12.48 3.49
@ wait 3s
+ 15.49
node1$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  u2erlgne9zhvtd1dy0o6eyfyp *   node1      Ready     Active         Leader           28.5.2+dfsg4
  wmbndtuerp5wfcjtyn4refeo2     node2      Ready     Pause                           28.5.2+dfsg4
  vyrk1jnodj3a4qzanxtefernw     node3      Ready     Drain          Reachable        28.5.2+dfsg4
  hx39kena4uxnx7s6nojiqzm7d     node4      Ready     Active                          28.5.2+dfsg4
  bbho1vxqlg9grgycxsfanolq1     node5      Ready     Active         Reachable        28.5.2+dfsg4
+ 16.17 0.68
node1$ docker node inspect --format '{{.Description.Hostname}} {{.Status.Addr}} {{.Spec.Availability}} {{with .ManagerStatus}}{{.Addr}} {{.Reachability}}{{end}}' node1 node2 node3 node4 node5
  node1 192.168.99.11 active 192.168.99.11:2377 reachable
  node2 192.168.99.12 pause 
  node3 192.168.99.13 drain 192.168.99.13:2377 reachable
  node4 192.168.99.14 active 
  node5 192.168.99.15 active 192.168.99.15:7000 reachable
+ 16.62 0.44
node1$ docker swarm join-token worker
  To add a worker to this swarm, run the following command:
  
      docker swarm join --token SWMTKN-1-4d3yryhvcc3yvi1dfq7aapifdrqlgo94undkx943agscxxvs4n-1cyfzlle2nm8vf4mxetaouill 192.168.99.11:2377
  
+ 17.38 0.77
node3$ docker swarm join-token worker
  To add a worker to this swarm, run the following command:
  
      docker swarm join --token SWMTKN-1-4d3yryhvcc3yvi1dfq7aapifdrqlgo94undkx943agscxxvs4n-1cyfzlle2nm8vf4mxetaouill 192.168.99.13:2377
  
+ 17.98 0.59
node5$ docker swarm join-token worker
  To add a worker to this swarm, run the following command:
  
      docker swarm join --token SWMTKN-1-4d3yryhvcc3yvi1dfq7aapifdrqlgo94undkx943agscxxvs4n-1cyfzlle2nm8vf4mxetaouill 192.168.99.15:7000
  
+ 18.65 0.67
node2$ docker info --format '{{range .Swarm.RemoteManagers}}{{.Addr}} {{end}}'
  192.168.99.13:2377 192.168.99.11:2377 192.168.99.15:7000 
+ 19.25 0.60
node5$ docker info --format '{{.Swarm.NodeAddr}} {{.Swarm.Managers}}/{{.Swarm.Nodes}} {{.Swarm.ControlAvailable}}'
  192.168.99.15 3/5 true
+ 19.89 0.64
node1$ docker service create -d --name web --replicas 4 nginx:alpine
  ijaolwdwv5tuo94gcqglew0yo
+ 21.46 1.57
@ until node1$ docker service ls =~ 4/4 60s
+ 31.49
node1$ docker service ps web --format '{{.Node}}' | sort | uniq -c
        2 node1
        1 node4
        1 node5
+ 32.12 0.63
node1$ docker node ls --format '{{.Hostname}}\t{{.Availability}}' | sort -k2
  node1	Active
  node4	Active
  node5	Active
  node3	Drain
  node2	Pause
+ 32.96 0.84
node5$ docker info | sed -n '/Swarm:/,/Runtimes/p'
   Swarm: active
    NodeID: bbho1vxqlg9grgycxsfanolq1
    Is Manager: true
    ClusterID: ln7rcfp9bbz6sa322eerxj4cu
    Managers: 3
    Nodes: 5
    Data Path Port: 4789
    Orchestration:
     Task History Retention Limit: 5
    Raft:
     Snapshot Interval: 10000
     Number of Old Snapshots to Retain: 0
     Heartbeat Tick: 1
     Election Tick: 10
    Dispatcher:
     Heartbeat Period: 5 seconds
    CA Configuration:
     Expiry Duration: 3 months
     Force Rotate: 0
    Autolock Managers: false
    Root Rotation In Progress: false
    Node Address: 192.168.99.15
    Manager Addresses:
     192.168.99.11:2377
     192.168.99.13:2377
     192.168.99.15:7000
   Runtimes: io.containerd.runc.v2 runc
+ 33.88 0.92
