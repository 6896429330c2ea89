# a worker loses power: time until Down, tasks rescheduled, node returns
@ cluster managers=1 workers=2
@ image nginx:alpine
node1$ docker service create -d --name web --replicas 6 nginx:alpine
  ey837wpxqlbg3jly00z8e1muq
+ 1.08 1.08
node1$ docker service create -d --name g --mode global nginx:alpine
  0y8zaada7zjnctl8dwp0b5xs8
+ 3.89 2.81
@ until node1$ docker service ls =~ 6/6 30s
+ 10.42
@ until node1$ docker service ls =~ 3/3 30s
+ 13.52
node1$ docker service ps web
  ID             NAME      IMAGE          NODE      DESIRED STATE   CURRENT STATE           ERROR     PORTS
  f4umu85v3e64   web.1     nginx:alpine   node3     Running         Running 3 seconds ago             
  mq1ezujtjga2   web.2     nginx:alpine   node1     Running         Running 4 seconds ago             
  4w2kaf6auay0   web.3     nginx:alpine   node2     Running         Running 6 seconds ago             
  e1w62pz25rd7   web.4     nginx:alpine   node3     Running         Running 6 seconds ago             
  iocicpj4hwem   web.5     nginx:alpine   node1     Running         Running 4 seconds ago             
  gx8fhsgr6ul5   web.6     nginx:alpine   node2     Running         Running 6 seconds ago             
+ 13.80 0.28
@ stop node3
+ 14.73
@ sample node1$ docker node ls --format '{{.Hostname}} {{.Status}}'; docker service ls --format '{{.Name}} {{.Replicas}}'; docker service ps web --filter desired-state=running --format '{{.Name}} {{.Node}} {{.CurrentState}}' every 2s for 26s
node1$ docker node ls --format '{{.Hostname}} {{.Status}}'; docker service ls --format '{{.Name}} {{.Replicas}}'; docker service ps web --filter desired-state=running --format '{{.Name}} {{.Node}} {{.CurrentState}}'
  node1 Ready
  node2 Ready
  node3 Ready
  g 3/3
  web 6/6
  web.1 node3 Running 6 seconds ago
  web.2 node1 Running 6 seconds ago
  web.3 node2 Running 8 seconds ago
  web.4 node3 Running 8 seconds ago
  web.5 node1 Running 7 seconds ago
  web.6 node2 Running 9 seconds ago
+ 16.12 1.39
node1$ docker node ls --format '{{.Hostname}} {{.Status}}'; docker service ls --format '{{.Name}} {{.Replicas}}'; docker service ps web --filter desired-state=running --format '{{.Name}} {{.Node}} {{.CurrentState}}'
  node1 Ready
  node2 Ready
  node3 Ready
  g 3/3
  web 6/6
  web.1 node3 Running 8 seconds ago
  web.2 node1 Running 8 seconds ago
  web.3 node2 Running 10 seconds ago
  web.4 node3 Running 10 seconds ago
  web.5 node1 Running 9 seconds ago
  web.6 node2 Running 11 seconds ago
+ 18.15 1.42
node1$ docker node ls --format '{{.Hostname}} {{.Status}}'; docker service ls --format '{{.Name}} {{.Replicas}}'; docker service ps web --filter desired-state=running --format '{{.Name}} {{.Node}} {{.CurrentState}}'
  node1 Ready
  node2 Ready
  node3 Ready
  g 3/3
  web 6/6
  web.1 node3 Running 10 seconds ago
  web.2 node1 Running 10 seconds ago
  web.3 node2 Running 12 seconds ago
  web.4 node3 Running 12 seconds ago
  web.5 node1 Running 11 seconds ago
  web.6 node2 Running 13 seconds ago
+ 20.32 1.59
node1$ docker node ls --format '{{.Hostname}} {{.Status}}'; docker service ls --format '{{.Name}} {{.Replicas}}'; docker service ps web --filter desired-state=running --format '{{.Name}} {{.Node}} {{.CurrentState}}'
  node1 Ready
  node2 Ready
  node3 Ready
  g 3/3
  web 6/6
  web.1 node3 Running 12 seconds ago
  web.2 node1 Running 12 seconds ago
  web.3 node2 Running 14 seconds ago
  web.4 node3 Running 14 seconds ago
  web.5 node1 Running 13 seconds ago
  web.6 node2 Running 15 seconds ago
+ 22.04 1.31
node1$ docker node ls --format '{{.Hostname}} {{.Status}}'; docker service ls --format '{{.Name}} {{.Replicas}}'; docker service ps web --filter desired-state=running --format '{{.Name}} {{.Node}} {{.CurrentState}}'
  node1 Ready
  node2 Ready
  node3 Ready
  g 3/3
  web 6/6
  web.1 node3 Running 14 seconds ago
  web.2 node1 Running 14 seconds ago
  web.3 node2 Running 17 seconds ago
  web.4 node3 Running 16 seconds ago
  web.5 node1 Running 15 seconds ago
  web.6 node2 Running 17 seconds ago
+ 24.40 1.67
node1$ docker node ls --format '{{.Hostname}} {{.Status}}'; docker service ls --format '{{.Name}} {{.Replicas}}'; docker service ps web --filter desired-state=running --format '{{.Name}} {{.Node}} {{.CurrentState}}'
  node1 Ready
  node2 Ready
  node3 Ready
  g 3/3
  web 6/6
  web.1 node3 Running 17 seconds ago
  web.2 node1 Running 17 seconds ago
  web.3 node2 Running 19 seconds ago
  web.4 node3 Running 19 seconds ago
  web.5 node1 Running 18 seconds ago
  web.6 node2 Running 20 seconds ago
+ 26.88 2.15
node1$ docker node ls --format '{{.Hostname}} {{.Status}}'; docker service ls --format '{{.Name}} {{.Replicas}}'; docker service ps web --filter desired-state=running --format '{{.Name}} {{.Node}} {{.CurrentState}}'
  node1 Ready
  node2 Ready
  node3 Ready
  g 3/2
  web 6/6
  web.2 node1 Running 18 seconds ago
  web.3 node2 Running 21 seconds ago
  web.5 node1 Running 19 seconds ago
  web.6 node2 Running 21 seconds ago
+ 28.69 1.82
node1$ docker node ls --format '{{.Hostname}} {{.Status}}'; docker service ls --format '{{.Name}} {{.Replicas}}'; docker service ps web --filter desired-state=running --format '{{.Name}} {{.Node}} {{.CurrentState}}'
  node1 Ready
  node2 Ready
  node3 Down
  g 3/2
  web 6/6
  web.2 node1 Running 20 seconds ago
  web.3 node2 Running 23 seconds ago
  web.5 node1 Running 21 seconds ago
  web.6 node2 Running 23 seconds ago
+ 30.64 1.91
node1$ docker node ls --format '{{.Hostname}} {{.Status}}'; docker service ls --format '{{.Name}} {{.Replicas}}'; docker service ps web --filter desired-state=running --format '{{.Name}} {{.Node}} {{.CurrentState}}'
  node1 Ready
  node2 Ready
  node3 Down
  g 3/2
  web 6/6
  web.2 node1 Running 22 seconds ago
  web.3 node2 Running 25 seconds ago
  web.5 node1 Running 23 seconds ago
  web.6 node2 Running 25 seconds ago
+ 32.54 1.81
node1$ docker node ls --format '{{.Hostname}} {{.Status}}'; docker service ls --format '{{.Name}} {{.Replicas}}'; docker service ps web --filter desired-state=running --format '{{.Name}} {{.Node}} {{.CurrentState}}'
  node1 Ready
  node2 Ready
  node3 Down
  g 3/2
  web 6/6
  web.1 node1 Starting 2 seconds ago
  web.2 node1 Running 25 seconds ago
  web.3 node2 Running 28 seconds ago
  web.4 node2 Starting 2 seconds ago
  web.5 node1 Running 26 seconds ago
  web.6 node2 Running 28 seconds ago
+ 35.59 2.85
node1$ docker node ls --format '{{.Hostname}} {{.Status}}'; docker service ls --format '{{.Name}} {{.Replicas}}'; docker service ps web --filter desired-state=running --format '{{.Name}} {{.Node}} {{.CurrentState}}'
  node1 Ready
  node2 Ready
  node3 Down
  g 3/2
  web 7/6
  web.1 node1 Running less than a second ago
  web.2 node1 Running 28 seconds ago
  web.3 node2 Running 30 seconds ago
  web.4 node2 Running 2 seconds ago
  web.5 node1 Running 29 seconds ago
  web.6 node2 Running 31 seconds ago
+ 38.16 2.57
node1$ docker node ls --format '{{.Hostname}} {{.Status}}'; docker service ls --format '{{.Name}} {{.Replicas}}'; docker service ps web --filter desired-state=running --format '{{.Name}} {{.Node}} {{.CurrentState}}'
  node1 Ready
  node2 Ready
  node3 Down
  g 3/2
  web 8/6
  web.1 node1 Running 3 seconds ago
  web.2 node1 Running 30 seconds ago
  web.3 node2 Running 33 seconds ago
  web.4 node2 Running 4 seconds ago
  web.5 node1 Running 31 seconds ago
  web.6 node2 Running 33 seconds ago
+ 40.78 2.61
node1$ docker node ls --format '{{.Hostname}} {{.Status}}'; docker service ls --format '{{.Name}} {{.Replicas}}'; docker service ps web --filter desired-state=running --format '{{.Name}} {{.Node}} {{.CurrentState}}'
  node1 Ready
  node2 Ready
  node3 Down
  g 3/2
  web 8/6
  web.1 node1 Running 5 seconds ago
  web.2 node1 Running 33 seconds ago
  web.3 node2 Running 35 seconds ago
  web.4 node2 Running 7 seconds ago
  web.5 node1 Running 34 seconds ago
  web.6 node2 Running 36 seconds ago
+ 42.87 2.09
node1$ docker node ls --format '{{.Hostname}} {{.Status}}'; docker service ls --format '{{.Name}} {{.Replicas}}'; docker service ps web --filter desired-state=running --format '{{.Name}} {{.Node}} {{.CurrentState}}'
  node1 Ready
  node2 Ready
  node3 Down
  g 3/2
  web 8/6
  web.1 node1 Running 7 seconds ago
  web.2 node1 Running 34 seconds ago
  web.3 node2 Running 37 seconds ago
  web.4 node2 Running 8 seconds ago
  web.5 node1 Running 35 seconds ago
  web.6 node2 Running 37 seconds ago
+ 44.80 1.93
node1$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  eg1vehbu45vzyysq2weaf7pab *   node1      Ready     Active         Leader           28.5.2+dfsg4
  m5xur3s3exm9drfbmr0dd1g9q     node2      Ready     Active                          28.5.2+dfsg4
  uh00adr8clxi21pmbjzhhv9p3     node3      Down      Active                          28.5.2+dfsg4
+ 45.60 0.80
node1$ docker service ps web
  ID             NAME        IMAGE          NODE      DESIRED STATE   CURRENT STATE            ERROR     PORTS
  u8vyex4iw5j9   web.1       nginx:alpine   node1     Running         Running 9 seconds ago              
  f4umu85v3e64    \_ web.1   nginx:alpine   node3     Shutdown        Running 36 seconds ago             
  mq1ezujtjga2   web.2       nginx:alpine   node1     Running         Running 36 seconds ago             
  4w2kaf6auay0   web.3       nginx:alpine   node2     Running         Running 38 seconds ago             
  rvc9w0tzqn6x   web.4       nginx:alpine   node2     Running         Running 10 seconds ago             
  e1w62pz25rd7    \_ web.4   nginx:alpine   node3     Shutdown        Running 38 seconds ago             
  iocicpj4hwem   web.5       nginx:alpine   node1     Running         Running 37 seconds ago             
  gx8fhsgr6ul5   web.6       nginx:alpine   node2     Running         Running 39 seconds ago             
+ 46.33 0.73
node1$ docker service ps g
  ID             NAME                          IMAGE          NODE      DESIRED STATE   CURRENT STATE            ERROR     PORTS
  wgc5o81ulk6u   g.eg1vehbu45vzyysq2weaf7pab   nginx:alpine   node1     Running         Running 36 seconds ago             
  1gffjwhqgbva   g.m5xur3s3exm9drfbmr0dd1g9q   nginx:alpine   node2     Running         Running 37 seconds ago             
  uzwt85uj3rpy   g.uh00adr8clxi21pmbjzhhv9p3   nginx:alpine   node3     Shutdown        Running 35 seconds ago             
+ 47.10 0.77
node1$ docker node inspect node3 --format '{{json .Status}}'
  {"State":"down","Message":"heartbeat failure","Addr":"192.168.99.13"}
+ 48.07 0.97
node1$ docker node inspect --pretty node3
  ID:			uh00adr8clxi21pmbjzhhv9p3
  Hostname:              	node3
  Joined at:             	2026-11-21 11:32:15.564916609 +0000 utc
  Status:
   State:			Down
   Message:              	Heartbeat failure
   Availability:         	Active
   Address:		192.168.99.13
  Platform:
   Operating System:	linux
   Architecture:		x86_64
  Resources:
   CPUs:			2
   Memory:		5.882GiB
  Plugins:
   Log:		awslogs, fluentd, gelf, journald, json-file, local, splunk, syslog
   Network:		bridge, host, ipvlan, macvlan, null, overlay
   Volume:		local
  Engine Version:		28.5.2+dfsg4
  TLS Info:
   TrustRoot:
  -----BEGIN CERTIFICATE-----
  MIIBajCCARCgAwIBAgIUbGY/Jh68dwpcfssloP5yFrq5axMwCgYIKoZIzj0EAwIw
  EzERMA8GA1UEAxMIc3dhcm0tY2EwHhcNMjYxMTIxMTEyNzAwWhcNNDYxMTE2MTEy
  NzAwWjATMREwDwYDVQQDEwhzd2FybS1jYTBZMBMGByqGSM49AgEGCCqGSM49AwEH
  A0IABHxD6dC8wqVZg6rE4HlnU//w8UvMw2HeykRwapkBvNNsBhtYlf5zw5ZMgKdB
  nsQCTnY8XjQxAQApicHpTYAAwB+jQjBAMA4GA1UdDwEB/wQEAwIBBjAPBgNVHRMB
  Af8EBTADAQH/MB0GA1UdDgQWBBQYrLfr55BtKSEZT8orWvKv7XNL0jAKBggqhkjO
  PQQDAgNIADBFAiEA8PB22c5Av0G8tADTLa6VnEHEx3cdbBJ/hc7ieAYsZvECIDS3
  F6dcr4sHDgIocvQ0NC3vfuORtGs0vLkamyRvgS79
  -----END CERTIFICATE-----
  
   Issuer Subject:	MBMxETAPBgNVBAMTCHN3YXJtLWNh
   Issuer Public Key:	MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEfEPp0LzCpVmDqsTgeWdT//DxS8zDYd7KRHBqmQG802wGG1iV/nPDlkyAp0GexAJOdjxeNDEBACmJwelNgADAHw==
+ 48.92 0.85
@ start node3
+ 63.17
@ until node1$ docker node ls --filter name=node3 =~ Ready 60s
+ 64.18
node1$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  eg1vehbu45vzyysq2weaf7pab *   node1      Ready     Active         Leader           28.5.2+dfsg4
  m5xur3s3exm9drfbmr0dd1g9q     node2      Ready     Active                          28.5.2+dfsg4
  uh00adr8clxi21pmbjzhhv9p3     node3      Ready     Active                          28.5.2+dfsg4
+ 65.25 1.07
@ wait 5s
+ 70.28
node1$ docker service ls
  ID             NAME      MODE         REPLICAS   IMAGE          PORTS
  0y8zaada7zjn   g         global       3/3        nginx:alpine   
  ey837wpxqlbg   web       replicated   6/6        nginx:alpine   
+ 70.86 0.58
node1$ docker service ps web
  ID             NAME        IMAGE          NODE      DESIRED STATE   CURRENT STATE                ERROR                         PORTS
  u8vyex4iw5j9   web.1       nginx:alpine   node1     Running         Running 34 seconds ago                                     
  f4umu85v3e64    \_ web.1   nginx:alpine   node3     Shutdown        Failed 10 seconds ago        "task: non-zero exit (255)"   
  mq1ezujtjga2   web.2       nginx:alpine   node1     Running         Running about a minute ago                                 
  4w2kaf6auay0   web.3       nginx:alpine   node2     Running         Running about a minute ago                                 
  rvc9w0tzqn6x   web.4       nginx:alpine   node2     Running         Running 35 seconds ago                                     
  e1w62pz25rd7    \_ web.4   nginx:alpine   node3     Shutdown        Failed 10 seconds ago        "task: non-zero exit (255)"   
  iocicpj4hwem   web.5       nginx:alpine   node1     Running         Running about a minute ago                                 
  gx8fhsgr6ul5   web.6       nginx:alpine   node2     Running         Running about a minute ago                                 
+ 71.85 0.99
node1$ docker service ps g
  ID             NAME                              IMAGE          NODE      DESIRED STATE   CURRENT STATE                ERROR                         PORTS
  wgc5o81ulk6u   g.eg1vehbu45vzyysq2weaf7pab       nginx:alpine   node1     Running         Running about a minute ago                                 
  1gffjwhqgbva   g.m5xur3s3exm9drfbmr0dd1g9q       nginx:alpine   node2     Running         Running about a minute ago                                 
  53u0lhm30kcq   g.uh00adr8clxi21pmbjzhhv9p3       nginx:alpine   node3     Running         Running 7 seconds ago                                      
  uzwt85uj3rpy    \_ g.uh00adr8clxi21pmbjzhhv9p3   nginx:alpine   node3     Shutdown        Failed 11 seconds ago        "task: non-zero exit (255)"   
+ 72.88 1.03
node3$ docker ps -a --format '{{.Names}} {{.Status}}'
  g.uh00adr8clxi21pmbjzhhv9p3.53u0lhm30kcqhckcanh5ljlbq Up 10 seconds
  g.uh00adr8clxi21pmbjzhhv9p3.uzwt85uj3rpyteaubtuh72ecn Exited (255) 20 seconds ago
  web.4.e1w62pz25rd78v8i878b237kf Exited (255) 20 seconds ago
  web.1.f4umu85v3e64jecdu7tdu1rp4 Exited (255) 20 seconds ago
+ 73.48 0.60
