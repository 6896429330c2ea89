# docker info and docker version: single fields, JSON, errors; manager, worker, no swarm
@ cluster managers=3 workers=1
node1$ docker info --format '{{.Name}} {{.ServerVersion}} {{.NCPU}} {{.OSType}} {{.Architecture}}'
  node1 28.5.2+dfsg4 2 linux x86_64
+ 1.06 1.06
node1$ docker info --format '{{.Swarm.LocalNodeState}} {{.Swarm.ControlAvailable}} {{.Swarm.Managers}} {{.Swarm.Nodes}} {{.Swarm.NodeAddr}}'
  active true 3 4 192.168.99.11
+ 1.80 0.74
node1$ docker info --format '{{.Swarm.NodeID}}'
  llajbixjp1mt8ed6qh1p9icuu
+ 2.54 0.74
node1$ docker info -f '{{.Swarm.Cluster.ID}}'
  tioolfep7zqpovutlxspfixq2
+ 3.39 0.85
node1$ docker info -f '{{json .Swarm.Cluster.Spec}}'
  {"Name":"default","Labels":{},"Orchestration":{"TaskHistoryRetentionLimit":5},"Raft":{"SnapshotInterval":10000,"KeepOldSnapshots":0,"LogEntriesForSlowFollowers":500,"ElectionTick":10,"HeartbeatTick":1},"Dispatcher":{"HeartbeatPeriod":5000000000},"CAConfig":{"NodeCertExpiry":7776000000000000},"TaskDefaults":{},"EncryptionConfig":{"AutoLockManagers":false}}
+ 3.90 0.51
node1$ docker info -f '{{.Swarm.Cluster.Spec.Orchestration.TaskHistoryRetentionLimit}} {{.Swarm.Cluster.DataPathPort}} {{.Swarm.Cluster.SubnetSize}} {{.Swarm.Cluster.DefaultAddrPool}}'
  5 4789 24 []
+ 4.53 0.63
node1$ docker info -f '{{range .Swarm.RemoteManagers}}{{.NodeID}} {{.Addr}}{{"\n"}}{{end}}' | cut -d' ' -f2 | sort
  
  192.168.99.11:2377
  192.168.99.12:2377
  192.168.99.13:2377
+ 5.44 0.91
node4$ docker info -f '{{range .Swarm.RemoteManagers}}{{.Addr}} {{end}}' | tr ' ' '\n' | sort
  
  192.168.99.11:2377
  192.168.99.12:2377
  192.168.99.13:2377
+ 6.32 0.89
node4$ docker info -f '{{.Swarm.LocalNodeState}} {{.Swarm.ControlAvailable}} {{.Swarm.Managers}} {{.Swarm.Nodes}} {{json .Swarm.Cluster}}'
  active false 0 0 null
+ 7.28 0.95
node1$ docker info | grep -i -A 3 swarm
   Swarm: active
    NodeID: llajbixjp1mt8ed6qh1p9icuu
    Is Manager: true
    ClusterID: tioolfep7zqpovutlxspfixq2
+ 8.33 1.05
node1$ docker info | grep 'Is Manager'
    Is Manager: true
+ 9.27 0.94
node4$ docker info | grep 'Is Manager'
    Is Manager: false
+ 10.52 1.25
node1$ docker info 2>/dev/null | grep -E '^ *(Managers|Nodes|Name|CPUs):'
    Managers: 3
    Nodes: 4
   CPUs: 2
   Name: node1
+ 11.20 0.68
node1$ docker info | sed -n '/Swarm:/,/Runtimes/p'
   Swarm: active
    NodeID: llajbixjp1mt8ed6qh1p9icuu
    Is Manager: true
    ClusterID: tioolfep7zqpovutlxspfixq2
    Managers: 3
    Nodes: 4
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
    Node Address: 192.168.99.11
    Manager Addresses:
     192.168.99.11:2377
     192.168.99.12:2377
     192.168.99.13:2377
   Runtimes: io.containerd.runc.v2 runc
+ 12.03 0.83
node1$ docker info -f '{{.Driver}} {{.LoggingDriver}} {{.CgroupDriver}} {{.CgroupVersion}} {{.DefaultRuntime}} {{.Containers}}/{{.ContainersRunning}}/{{.ContainersPaused}}/{{.ContainersStopped}} {{.Images}}'
  overlay2 json-file cgroupfs 2 runc 0/0/0/0 0
+ 12.90 0.86
node1$ docker info -f '{{json .Plugins}}'
  {"Volume":["local"],"Network":["bridge","host","ipvlan","macvlan","null","overlay"],"Authorization":null,"Log":["awslogs","fluentd","gelf","journald","json-file","local","splunk","syslog"]}
+ 13.64 0.74
node1$ docker info -f '{{json .ClientInfo.Context}} {{.ClientInfo.Version}} {{.Warnings}}'
  "default" 28.5.2+dfsg4 []
+ 14.34 0.70
node1$ docker info -f '{{.Nope}}'
  
  template: :1:2: executing "" at <.Nope>: can't evaluate field Nope in type system.dockerInfo
? 1
+ 15.11 0.77
node1$ docker info -f '{{.Swarm.Nope}}'
  
  template: :1:8: executing "" at <.Swarm.Nope>: can't evaluate field Nope in type swarm.Info
? 1
+ 15.94 0.83
node1$ docker info -f '{{.Swarm'
  template parsing error: template: :1: unclosed action
? 64
+ 16.62 0.68
node1$ docker info extra
  docker: 'docker info' accepts no arguments
  
  Usage:  docker info [OPTIONS]
  
  Run 'docker info --help' for more information
? 1
+ 17.20 0.58
node1$ docker info --nope
  unknown flag: --nope
  
  Usage:  docker info [OPTIONS]
  
  Run 'docker info --help' for more information
? 125
+ 17.67 0.47
node1$ docker version
  Client:
   Version:           28.5.2+dfsg4
   API version:       1.51
   Go version:        go1.27.1
   Git commit:        9cc6dea35e9a963f281434761c656fba4ac43aed
   Built:             Tue Sep 15 11:02:57 2026
   OS/Arch:           linux/amd64
   Context:           default
  
  Server:
   Engine:
    Version:          28.5.2+dfsg4
    API version:      1.51 (minimum version 1.24)
    Go version:       go1.27.1
    Git commit:       3ef3c07c883be49a2e8097bcf6d2952fce1d70eb
    Built:            Tue Sep 15 11:02:57 2026
    OS/Arch:          linux/amd64
    Experimental:     false
   containerd:
    Version:          2.1.9+unknown
    GitCommit:        
   runc:
    Version:          1.3.6+ds1
    GitCommit:        1.3.6+ds1-1
   docker-init:
    Version:          0.19.0
    GitCommit:        
+ 18.57 0.90
node1$ docker version --format '{{.Client.Version}} {{.Server.Version}}'
  28.5.2+dfsg4 28.5.2+dfsg4
+ 19.45 0.88
node1$ docker version -f '{{.Client.APIVersion}} {{.Client.Os}}/{{.Client.Arch}} {{.Client.Context}} {{.Server.APIVersion}} {{.Server.MinAPIVersion}} {{.Server.Os}}'
  1.51 linux/amd64 default 1.51 1.24 linux
+ 21.12 1.67
node1$ docker version -f '{{.Server.Platform.Name}}|{{range .Server.Components}}{{.Name}} {{end}}'
  |Engine containerd runc docker-init 
+ 23.28 2.16
node1$ docker version -f json
  {"Client":{"Version":"28.5.2+dfsg4","ApiVersion":"1.51","DefaultAPIVersion":"1.51","GitCommit":"9cc6dea35e9a963f281434761c656fba4ac43aed","GoVersion":"go1.27.1","Os":"linux","Arch":"amd64","BuildTime":"Tue Sep 15 11:02:57 2026","Context":"default"},"Server":{"Platform":{"Name":""},"Components":[{"Name":"Engine","Version":"28.5.2+dfsg4","Details":{"ApiVersion":"1.51","Arch":"amd64","BuildTime":"Tue Sep 15 11:02:57 2026","Experimental":"false","GitCommit":"3ef3c07c883be49a2e8097bcf6d2952fce1d70eb","GoVersion":"go1.27.1","KernelVersion":"7.2.13","MinAPIVersion":"1.24","Os":"linux"}},{"Name":"containerd","Version":"2.1.9+unknown","Details":{"GitCommit":""}},{"Name":"runc","Version":"1.3.6+ds1","Details":{"GitCommit":"1.3.6+ds1-1"}},{"Name":"docker-init","Version":"0.19.0","Details":{"GitCommit":""}}],"Version":"28.5.2+dfsg4","ApiVersion":"1.51","MinAPIVersion":"1.24","GitCommit":"3ef3c07c883be49a2e8097bcf6d2952fce1d70eb","GoVersion":"go1.27.1","Os":"linux","Arch":"amd64","KernelVersion":"7.2.13","BuildTime":"2026-09-15T11:02:57.000000000+00:00"}}
+ 24.05 0.77
node1$ docker version -f '{{json .Client}}'
  {"Version":"28.5.2+dfsg4","ApiVersion":"1.51","DefaultAPIVersion":"1.51","GitCommit":"9cc6dea35e9a963f281434761c656fba4ac43aed","GoVersion":"go1.27.1","Os":"linux","Arch":"amd64","BuildTime":"Tue Sep 15 11:02:57 2026","Context":"default"}
+ 24.78 0.75
node1$ docker version -f '{{.Nope}}'
  
  template: version:1:2: executing "version" at <.Nope>: can't evaluate field Nope in type system.versionInfo
? 1
+ 25.25 0.44
node1$ docker version extra
  docker: 'docker version' accepts no arguments
  
  Usage:  docker version [OPTIONS]
  
  Run 'docker version --help' for more information
? 1
+ 25.81 0.56
node1$ docker -v
  Docker version 28.5.2+dfsg4, build 9cc6dea35e9a963f281434761c656fba4ac43aed
+ 26.53 0.72
node1$ docker system info -f '{{.Name}}'
  node1
+ 27.33 0.80
node4$ docker swarm leave
  Node left the swarm.
+ 29.45 2.12
node4$ docker info -f '{{json .Swarm}}'
  {"NodeID":"","NodeAddr":"","LocalNodeState":"inactive","ControlAvailable":false,"Error":"","RemoteManagers":null}
+ 30.85 1.40
node4$ docker info -f '{{.Swarm.LocalNodeState}}|{{.Swarm.NodeID}}|{{.Swarm.Nodes}}'
  inactive||0
+ 32.10 1.25
node4$ docker info | grep Swarm
   Swarm: inactive
+ 33.78 1.68
