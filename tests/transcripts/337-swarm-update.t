# swarm update and what docker info and join-token show of it
@ cluster managers=1 workers=0
node1$ docker swarm update
  Usage:  docker swarm update [OPTIONS]
  
  Update the swarm
  
  Options:
        --autolock                        Change manager autolocking
                                          setting (true|false)
        --cert-expiry duration            Validity period for node
                                          certificates (ns|us|ms|s|m|h)
                                          (default 2160h0m0s)
        --dispatcher-heartbeat duration   Dispatcher heartbeat period
                                          (ns|us|ms|s|m|h) (default 5s)
        --external-ca external-ca         Specifications of one or more
                                          certificate signing endpoints
        --max-snapshots uint              Number of additional Raft
                                          snapshots to retain
        --snapshot-interval uint          Number of log entries between
                                          Raft snapshots (default 10000)
        --task-history-limit int          Task history retention limit
                                          (default 5)
+ 0.51 0.51
node1$ docker swarm update --task-history-limit 2
  Swarm updated.
+ 1.18 0.67
node1$ docker info | grep -i 'history'
     Task History Retention Limit: 2
+ 1.88 0.70
node1$ docker swarm update --dispatcher-heartbeat 7s --cert-expiry 48h --snapshot-interval 5000 --max-snapshots 2
  Swarm updated.
+ 2.45 0.56
node1$ docker info | sed -n '/Swarm:/,/Runtimes/p'
   Swarm: active
    NodeID: tb4qeslkt1phupb2hp5b0xsqm
    Is Manager: true
    ClusterID: 06i8kvjf641pc0o66hl8tbqoa
    Managers: 1
    Nodes: 1
    Data Path Port: 4789
    Orchestration:
     Task History Retention Limit: 2
    Raft:
     Snapshot Interval: 5000
     Number of Old Snapshots to Retain: 2
     Heartbeat Tick: 1
     Election Tick: 10
    Dispatcher:
     Heartbeat Period: 7 seconds
    CA Configuration:
     Expiry Duration: 2 days
     Force Rotate: 0
    Autolock Managers: false
    Root Rotation In Progress: false
    Node Address: 192.168.99.11
    Manager Addresses:
     192.168.99.11:2377
   Runtimes: io.containerd.runc.v2 runc
+ 3.10 0.65
node1$ docker swarm update --cert-expiry 10m
  Error response from daemon: rpc error: code = InvalidArgument desc = minimum certificate expiry time is: 1h0m0s
? 1
+ 3.58 0.48
node1$ docker swarm update --dispatcher-heartbeat 5
  invalid argument "5" for "--dispatcher-heartbeat" flag: time: missing unit in duration "5"
  
  Usage:  docker swarm update [OPTIONS]
  
  Run 'docker swarm update --help' for more information
? 125
+ 4.04 0.46
node1$ docker swarm update --dispatcher-heartbeat -1s
  Error response from daemon: rpc error: code = InvalidArgument desc = heartbeat time period cannot be a negative duration
? 1
+ 4.46 0.42
node1$ docker swarm update --task-history-limit x
  invalid argument "x" for "--task-history-limit" flag: strconv.ParseInt: parsing "x": invalid syntax
  
  Usage:  docker swarm update [OPTIONS]
  
  Run 'docker swarm update --help' for more information
? 125
+ 4.92 0.46
node1$ docker swarm update --task-history-limit -1
  Swarm updated.
+ 5.36 0.44
node1$ docker swarm update extra
  docker: 'docker swarm update' accepts no arguments
  
  Usage:  docker swarm update [OPTIONS]
  
  Run 'docker swarm update --help' for more information
? 1
+ 5.73 0.37
node1$ docker swarm update --nope
  unknown flag: --nope
  
  Usage:  docker swarm update [OPTIONS]
  
  Run 'docker swarm update --help' for more information
? 125
+ 6.19 0.46
node1$ docker swarm update --autolock
  Swarm updated.
  To unlock a swarm manager after it restarts, run the `docker swarm unlock`
  command and provide the following key:
  
      SWMKEY-1-wJSAZyl7uWeoRGRnUKsaBoiAB5dNp/8pQJo9AWs7wbA
  
  Remember to store this key in a password manager, since without it you
  will not be able to restart the manager.
+ 6.60 0.40
node1$ docker swarm update --autolock=false
  Swarm updated.
+ 7.09 0.49
node1$ docker swarm join-token --rotate -q worker > t1; docker swarm join-token -q worker > t2; cmp t1 t2 && echo same
  same
+ 8.08 0.98
node1$ docker swarm join-token --rotate worker | head -1
  Successfully rotated worker join token.
+ 8.71 0.63
node1$ docker swarm join-token -q worker | cmp - t2 || echo rotated
  - t2 differ: byte 61, line 1
  rotated
+ 9.19 0.48
node1$ docker swarm join-token -q -q manager | wc -c
  86
+ 9.65 0.46
