# many flags of service create, read back with inspect and --pretty
@ cluster managers=1 workers=1
@ image nginx:alpine
node1$ docker service create -d --name full --replicas 2 \
>   --label tier=front --label owner=me \
>   --container-label c=1 \
>   -e COLOR=blue -e EMPTY= --env MODE=test \
>   -p 8080:80 -p 9000:9000/udp \
>   --publish published=8443,target=443,mode=host \
>   --constraint node.role==worker --constraint 'node.labels.zone!=b' \
>   --placement-pref spread=node.labels.rack \
>   --replicas-max-per-node 3 \
>   --limit-cpu 0.5 --limit-memory 64m --limit-pids 100 \
>   --reserve-cpu 0.25 --reserve-memory 32m \
>   --restart-condition on-failure --restart-delay 2s --restart-max-attempts 4 --restart-window 1m \
>   --update-parallelism 2 --update-delay 5s --update-monitor 10s --update-failure-action rollback --update-max-failure-ratio 0.25 --update-order start-first \
>   --rollback-parallelism 3 --rollback-delay 1s --rollback-monitor 8s --rollback-failure-action continue --rollback-max-failure-ratio 0.1 --rollback-order start-first \
>   --stop-grace-period 30s --stop-signal SIGTERM \
>   --hostname 'web-{{.Task.Slot}}' --user nginx --workdir /srv \
>   --dns 1.1.1.1 --dns-search example.org --host db:10.1.2.3 \
>   --log-driver json-file --log-opt max-size=1m \
>   --health-cmd 'true' --health-interval 10s --health-retries 2 --health-timeout 3s --health-start-period 1s \
>   --mount type=volume,source=data,target=/data --mount type=tmpfs,target=/scratch \
>   --read-only --init --tty --endpoint-mode vip \
>   nginx:alpine nginx -g 'daemon off;'
  uzibdy5uk11ax8fm8x5q3b4g8
+ 1.12 1.12
node1$ docker service inspect full
  [
      {
          "ID": "uzibdy5uk11ax8fm8x5q3b4g8",
          "Version": {
              "Index": 17
          },
          "CreatedAt": "2026-11-21T08:11:10.509324308Z",
          "UpdatedAt": "2026-11-21T08:11:10.589625364Z",
          "Spec": {
              "Name": "full",
              "Labels": {
                  "owner": "me",
                  "tier": "front"
              },
              "TaskTemplate": {
                  "ContainerSpec": {
                      "Image": "nginx:alpine@sha256:16dd19283d16109a5959a2b8903f2c22024d90564a6944c8d8ac558acd70c182",
                      "Labels": {
                          "c": "1"
                      },
                      "Args": [
                          "nginx",
                          "-g",
                          "daemon off;"
                      ],
                      "Hostname": "web-{{.Task.Slot}}",
                      "Env": [
                          "COLOR=blue",
                          "EMPTY=",
                          "MODE=test"
                      ],
                      "Dir": "/srv",
                      "User": "nginx",
                      "Init": true,
                      "StopSignal": "SIGTERM",
                      "TTY": true,
                      "ReadOnly": true,
                      "Mounts": [
                          {
                              "Type": "volume",
                              "Source": "data",
                              "Target": "/data"
                          },
                          {
                              "Type": "tmpfs",
                              "Target": "/scratch"
                          }
                      ],
                      "StopGracePeriod": 30000000000,
                      "Healthcheck": {
                          "Test": [
                              "CMD-SHELL",
                              "true"
                          ],
                          "Interval": 10000000000,
                          "Timeout": 3000000000,
                          "StartPeriod": 1000000000,
                          "Retries": 2
                      },
                      "Hosts": [
                          "10.1.2.3 db"
                      ],
                      "DNSConfig": {
                          "Nameservers": [
                              "1.1.1.1"
                          ],
                          "Search": [
                              "example.org"
                          ]
                      },
                      "Isolation": "default"
                  },
                  "Resources": {
                      "Limits": {
                          "NanoCPUs": 500000000,
                          "MemoryBytes": 67108864,
                          "Pids": 100
                      },
                      "Reservations": {
                          "NanoCPUs": 250000000,
                          "MemoryBytes": 33554432
                      }
                  },
                  "RestartPolicy": {
                      "Condition": "on-failure",
                      "Delay": 2000000000,
                      "MaxAttempts": 4,
                      "Window": 60000000000
                  },
                  "Placement": {
                      "Constraints": [
                          "node.role==worker",
                          "node.labels.zone!=b"
                      ],
                      "Preferences": [
                          {
                              "Spread": {
                                  "SpreadDescriptor": "node.labels.rack"
                              }
                          }
                      ],
                      "MaxReplicas": 3,
                      "Platforms": [
                          {
                              "Architecture": "amd64",
                              "OS": "linux"
                          },
                          {
                              "Architecture": "unknown",
                              "OS": "unknown"
                          },
                          {
                              "OS": "linux"
                          },
                          {
                              "Architecture": "unknown",
                              "OS": "unknown"
                          },
                          {
                              "OS": "linux"
                          },
                          {
                              "Architecture": "unknown",
                              "OS": "unknown"
                          },
                          {
                              "Architecture": "arm64",
                              "OS": "linux"
                          },
                          {
                              "Architecture": "unknown",
                              "OS": "unknown"
                          },
                          {
                              "Architecture": "386",
                              "OS": "linux"
                          },
                          {
                              "Architecture": "unknown",
                              "OS": "unknown"
                          },
                          {
                              "Architecture": "ppc64le",
                              "OS": "linux"
                          },
                          {
                              "Architecture": "unknown",
                              "OS": "unknown"
                          },
                          {
                              "Architecture": "riscv64",
                              "OS": "linux"
                          },
                          {
                              "Architecture": "unknown",
                              "OS": "unknown"
                          },
                          {
                              "Architecture": "s390x",
                              "OS": "linux"
                          },
                          {
                              "Architecture": "unknown",
                              "OS": "unknown"
                          }
                      ]
                  },
                  "LogDriver": {
                      "Name": "json-file",
                      "Options": {
                          "max-size": "1m"
                      }
                  },
                  "ForceUpdate": 0,
                  "Runtime": "container"
              },
              "Mode": {
                  "Replicated": {
                      "Replicas": 2
                  }
              },
              "UpdateConfig": {
                  "Parallelism": 2,
                  "Delay": 5000000000,
                  "FailureAction": "rollback",
                  "Monitor": 10000000000,
                  "MaxFailureRatio": 0.25,
                  "Order": "start-first"
              },
              "RollbackConfig": {
                  "Parallelism": 3,
                  "Delay": 1000000000,
                  "FailureAction": "continue",
                  "Monitor": 8000000000,
                  "MaxFailureRatio": 0.1,
                  "Order": "start-first"
              },
              "EndpointSpec": {
                  "Mode": "vip",
                  "Ports": [
                      {
                          "Protocol": "tcp",
                          "TargetPort": 80,
                          "PublishedPort": 8080,
                          "PublishMode": "ingress"
                      },
                      {
                          "Protocol": "udp",
                          "TargetPort": 9000,
                          "PublishedPort": 9000,
                          "PublishMode": "ingress"
                      },
                      {
                          "Protocol": "tcp",
                          "TargetPort": 443,
                          "PublishedPort": 8443,
                          "PublishMode": "host"
                      }
                  ]
              }
          },
          "Endpoint": {
              "Spec": {
                  "Mode": "vip",
                  "Ports": [
                      {
                          "Protocol": "tcp",
                          "TargetPort": 80,
                          "PublishedPort": 8080,
                          "PublishMode": "ingress"
                      },
                      {
                          "Protocol": "udp",
                          "TargetPort": 9000,
                          "PublishedPort": 9000,
                          "PublishMode": "ingress"
                      },
                      {
                          "Protocol": "tcp",
                          "TargetPort": 443,
                          "PublishedPort": 8443,
                          "PublishMode": "host"
                      }
                  ]
              },
              "Ports": [
                  {
                      "Protocol": "tcp",
                      "TargetPort": 80,
                      "PublishedPort": 8080,
                      "PublishMode": "ingress"
                  },
                  {
                      "Protocol": "udp",
                      "TargetPort": 9000,
                      "PublishedPort": 9000,
                      "PublishMode": "ingress"
                  },
                  {
                      "Protocol": "tcp",
                      "TargetPort": 443,
                      "PublishedPort": 8443,
                      "PublishMode": "host"
                  }
              ],
              "VirtualIPs": [
                  {
                      "NetworkID": "yf0a4vwha23qtskmpqkt4x62n",
                      "Addr": "10.0.0.4/24"
                  }
              ]
          }
      }
  ]
+ 1.79 0.67
node1$ docker service inspect --pretty full
  
  ID:		uzibdy5uk11ax8fm8x5q3b4g8
  Name:		full
  Labels:
   owner=me
   tier=front
  Service Mode:	Replicated
   Replicas:	2
  Placement:
   Constraints:	[node.role==worker node.labels.zone!=b]
   Preferences:   [spread=node.labels.rack]
   Max Replicas Per Node:   3
  UpdateConfig:
   Parallelism:	2
   Delay:		5s
   On failure:	rollback
   Monitoring Period: 10s
   Max failure ratio: 0.25
   Update order:      start-first
  RollbackConfig:
   Parallelism:	3
   Delay:		1s
   On failure:	continue
   Monitoring Period: 8s
   Max failure ratio: 0.1
   Rollback order:    start-first
  ContainerSpec:
   Image:		nginx:alpine@sha256:16dd19283d16109a5959a2b8903f2c22024d90564a6944c8d8ac558acd70c182
   Args:		nginx -g daemon off; 
   Env:		COLOR=blue EMPTY= MODE=test 
   Dir:		/srv
   Init:		true
   User: nginx
  Mounts:
   Target:	/data
    Source:	data
    ReadOnly:	false
    Type:		volume
   Target:	/scratch
    Source:	
    ReadOnly:	false
    Type:		tmpfs
  Log Driver:
   Name:		json-file
   LogOpts:
    max-size:       1m
  
  Resources:
   Reservations:
    CPU:		0.25
    Memory:	32MiB
   Limits:
    CPU:		0.5
    Memory:	64MiB
    PIDs:		100
  Endpoint Mode:	vip
  Ports:
   PublishedPort = 8080
    Protocol = tcp
    TargetPort = 80
    PublishMode = ingress
   PublishedPort = 9000
    Protocol = udp
    TargetPort = 9000
    PublishMode = ingress
   PublishedPort = 8443
    Protocol = tcp
    TargetPort = 443
    PublishMode = host 
   Healthcheck:
    Interval = 10s
    Retries = 2
    StartPeriod =	1s
    Timeout =	3s
    Tests:
  	 Test = CMD-SHELL
  	 Test = true 
  
+ 2.39 0.60
node1$ docker service ls
  ID             NAME      MODE         REPLICAS               IMAGE          PORTS
  uzibdy5uk11a   full      replicated   0/2 (max 3 per node)   nginx:alpine   *:8080->80/tcp, *:9000->9000/udp
+ 2.85 0.46
node1$ docker service create -d --name plain nginx:alpine
  7z4ed4bm5wrwdnzchiwwm7f6n
+ 4.02 1.17
node1$ docker service inspect --pretty plain
  
  ID:		7z4ed4bm5wrwdnzchiwwm7f6n
  Name:		plain
  Service Mode:	Replicated
   Replicas:	1
  Placement:
  UpdateConfig:
   Parallelism:	1
   On failure:	pause
   Monitoring Period: 5s
   Max failure ratio: 0
   Update order:      stop-first
  RollbackConfig:
   Parallelism:	1
   On failure:	pause
   Monitoring Period: 5s
   Max failure ratio: 0
   Rollback order:    stop-first
  ContainerSpec:
   Image:		nginx:alpine@sha256:16dd19283d16109a5959a2b8903f2c22024d90564a6944c8d8ac558acd70c182
   Init:		false
  Resources:
  Endpoint Mode:	vip
  
+ 4.77 0.75
node1$ docker service create -d --name upd --update-delay 3s nginx:alpine
  lrsfcj6p3n5qfyrxpy8m202sk
+ 6.19 1.42
node1$ docker service inspect upd --format '{{json .Spec.UpdateConfig}} {{json .Spec.RollbackConfig}}'
  {"Parallelism":1,"Delay":3000000000,"FailureAction":"pause","Monitor":5000000000,"MaxFailureRatio":0,"Order":"stop-first"} {"Parallelism":1,"FailureAction":"pause","Monitor":5000000000,"MaxFailureRatio":0,"Order":"stop-first"}
+ 6.77 0.58
node1$ docker service create -d --name rst --restart-max-attempts 2 nginx:alpine
  is6w62xalg366jbbdap6s0wp8
+ 7.82 1.05
node1$ docker service inspect rst --format '{{json .Spec.TaskTemplate.RestartPolicy}}'
  {"Condition":"any","Delay":5000000000,"MaxAttempts":2}
+ 8.84 1.02
node1$ docker service create -d --name args --entrypoint 'sh -c' alpine 'echo hi; sleep 1d'
  lupqvasmwyjkjg8wwrudsln0k
+ 9.67 0.83
node1$ docker service inspect args --format '{{json .Spec.TaskTemplate.ContainerSpec.Command}} {{json .Spec.TaskTemplate.ContainerSpec.Args}}'
  ["sh","-c"] ["echo hi; sleep 1d"]
+ 10.65 0.98
node1$ docker service inspect --pretty args
  
  ID:		lupqvasmwyjkjg8wwrudsln0k
  Name:		args
  Service Mode:	Replicated
   Replicas:	1
  Placement:
  UpdateConfig:
   Parallelism:	1
   On failure:	pause
   Monitoring Period: 5s
   Max failure ratio: 0
   Update order:      stop-first
  RollbackConfig:
   Parallelism:	1
   On failure:	pause
   Monitoring Period: 5s
   Max failure ratio: 0
   Rollback order:    stop-first
  ContainerSpec:
   Image:		alpine:latest@sha256:cf8a5739383bec71bdadf870d0342c296e2015e0f4384a275bdaf181dbe9a66f
   Args:		echo hi; sleep 1d 
   Init:		false
  Resources:
  Endpoint Mode:	vip
  
+ 11.36 0.71
node1$ docker service create -d --name res --reserve-cpu 0.1 nginx:alpine
  5b59dtusk36uunro3clkvsy2b
+ 12.37 1.01
node1$ docker service inspect res --format '{{json .Spec.TaskTemplate.Resources}}'
  {"Limits":{},"Reservations":{"NanoCPUs":100000000}}
+ 12.95 0.58
node1$ docker service create -d --name glob --mode global --update-parallelism 0 nginx:alpine
  zeumkmdavoc8j38obovj5n5y4
+ 13.74 0.79
node1$ docker service inspect --pretty glob
  
  ID:		zeumkmdavoc8j38obovj5n5y4
  Name:		glob
  Service Mode:	Global
  Placement:
  UpdateConfig:
   Parallelism:	0
   On failure:	pause
   Monitoring Period: 5s
   Max failure ratio: 0
   Update order:      stop-first
  RollbackConfig:
   Parallelism:	1
   On failure:	pause
   Monitoring Period: 5s
   Max failure ratio: 0
   Rollback order:    stop-first
  ContainerSpec:
   Image:		nginx:alpine@sha256:16dd19283d16109a5959a2b8903f2c22024d90564a6944c8d8ac558acd70c182
   Init:		false
  Resources:
  Endpoint Mode:	vip
  
+ 14.36 0.62
node1$ docker service inspect glob plain nope --format '{{.Spec.Name}}'
  glob
  plain
  Error: no such service: nope
? 1
+ 14.90 0.54
node1$ docker service inspect nope
  []
  Error: no such service: nope
? 1
+ 15.50 0.60
node1$ docker service inspect plain --format '{{.Nope}}'
  
  template parsing error: template: :1:2: executing "" at <.Nope>: can't evaluate field Nope in type swarm.Service
? 1
+ 15.99 0.49
node1$ docker service inspect --pretty plain upd | grep Name
  Name:		plain
  Name:		upd
+ 16.74 0.74
