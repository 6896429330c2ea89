# workers and managers join; node ls from each role; joining twice
@ hosts 4
node1$ docker swarm init --advertise-addr 192.168.99.11
  Swarm initialized: current node (dyz3xyg4ae73f4g1dnp5p1upl) is now a manager.
  
  To add a worker to this swarm, run the following command:
  
      docker swarm join --token SWMTKN-1-07g6jq4pmt95iajkbwxzrywphz4b4viyle2durpf226aj90sjc-ak6sl3e4zaw5xhrxng0oyu4ad 192.168.99.11:2377
  
  To add a manager to this swarm, run 'docker swarm join-token manager' and follow the instructions.
+ 1.48 1.48
node1$ docker swarm join-token worker
  To add a worker to this swarm, run the following command:
  
      docker swarm join --token SWMTKN-1-07g6jq4pmt95iajkbwxzrywphz4b4viyle2durpf226aj90sjc-ak6sl3e4zaw5xhrxng0oyu4ad 192.168.99.11:2377
  
+ 2.86 1.38
node1$ docker swarm join-token manager
  To add a manager to this swarm, run the following command:
  
      docker swarm join --token SWMTKN-1-07g6jq4pmt95iajkbwxzrywphz4b4viyle2durpf226aj90sjc-1m2d557d3deu7u0mg80c6aomq 192.168.99.11:2377
  
+ 3.61 0.75
node2$ docker swarm join --token {WORKER_TOKEN} 192.168.99.11:2377
  This node joined a swarm as a worker.
+ 5.49 1.88
node3$ docker swarm join --token {MANAGER_TOKEN} 192.168.99.11:2377
  This node joined a swarm as a manager.
+ 8.37 2.88
node4$ docker swarm join --token {WORKER_TOKEN} --availability drain --advertise-addr eth0 192.168.99.11
  This node joined a swarm as a worker.
+ 10.75 2.37
@ wait 2s
+ 12.75
node1$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  dyz3xyg4ae73f4g1dnp5p1upl *   node1      Ready     Active         Leader           28.5.2+dfsg4
  ny9n1z4s32htlxtl53zihgfwq     node2      Ready     Active                          28.5.2+dfsg4
  ii7a6m0esmed2hxyelntrsfmz     node3      Ready     Active         Reachable        28.5.2+dfsg4
  ouh06y9n2s0r5jg5rq1ar8tzr     node4      Ready     Drain                           28.5.2+dfsg4
+ 13.64 0.89
node3$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  dyz3xyg4ae73f4g1dnp5p1upl     node1      Ready     Active         Leader           28.5.2+dfsg4
  ny9n1z4s32htlxtl53zihgfwq     node2      Ready     Active                          28.5.2+dfsg4
  ii7a6m0esmed2hxyelntrsfmz *   node3      Ready     Active         Reachable        28.5.2+dfsg4
  ouh06y9n2s0r5jg5rq1ar8tzr     node4      Ready     Drain                           28.5.2+dfsg4
+ 14.29 0.65
node2$ docker node ls
  Error response from daemon: This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.
? 1
+ 14.76 0.47
node2$ docker swarm join --token {WORKER_TOKEN} 192.168.99.11:2377
  Error response from daemon: This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.
? 1
+ 15.54 0.78
node2$ docker info
  Client:
   Version:    28.5.2+dfsg4
   Context:    default
   Debug Mode: false
  
  Server:
   Containers: 0
    Running: 0
    Paused: 0
    Stopped: 0
   Images: 0
   Server Version: 28.5.2+dfsg4
   Storage Driver: overlay2
    Backing Filesystem: tmpfs
    Supports d_type: true
    Using metacopy: false
    Native Overlay Diff: true
    userxattr: false
   Logging Driver: json-file
   Cgroup Driver: cgroupfs
   Cgroup Version: 2
   Plugins:
    Volume: local
    Network: bridge host ipvlan macvlan null overlay
    Log: awslogs fluentd gelf journald json-file local splunk syslog
   CDI spec directories:
    /etc/cdi
    /var/run/cdi
   Swarm: active
    NodeID: ny9n1z4s32htlxtl53zihgfwq
    Is Manager: false
    Node Address: 192.168.99.12
    Manager Addresses:
     192.168.99.11:2377
     192.168.99.13:2377
   Runtimes: io.containerd.runc.v2 runc
   Default Runtime: runc
   Init Binary: docker-init
   containerd version: 
   runc version: 1.3.6+ds1-1
   init version: 
   Security Options:
    seccomp
     Profile: builtin
    cgroupns
   Kernel Version: 7.2.13
   Operating System: Debian GNU/Linux forky/sid (containerized)
   OSType: linux
   Architecture: x86_64
   CPUs: 2
   Total Memory: 5.882GiB
   Name: node2
   ID: cea5fb7b-1251-4142-94e1-a00482a1acaf
   Docker Root Dir: /var/lib/docker
   Debug Mode: false
   Experimental: false
   Insecure Registries:
    ::1/128
    127.0.0.0/8
   Live Restore Enabled: false
  
+ 16.13 0.60
