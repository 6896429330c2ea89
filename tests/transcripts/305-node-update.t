# node update: labels, availability, role; errors
@ cluster managers=1 workers=2
node1$ docker node update --label-add region=east --label-add ssd node2
  node2
+ 0.86 0.86
node1$ docker node inspect node2 --format '{{json .Spec}}'
  {"Labels":{"region":"east","ssd":""},"Role":"worker","Availability":"active"}
+ 1.48 0.59
node1$ docker node update --label-add region=west --label-rm ssd node2
  node2
+ 2.06 0.58
node1$ docker node inspect node2 --format '{{json .Spec.Labels}}'
  {"region":"west"}
+ 2.63 0.57
node1$ docker node update --label-rm nope node2
  key nope doesn't exist in node's labels
? 1
+ 3.18 0.55
node1$ docker node update --label-add a=1,b=2 --label-add c= --label-add d=x=y node2
  node2
+ 3.69 0.51
node1$ docker node inspect node2 --format '{{json .Spec.Labels}}'
  {"a":"1,b=2","c":"","d":"x=y","region":"west"}
+ 4.18 0.49
node1$ docker node inspect --pretty node2
  ID:			lr6gy46uqotzid7n6842qgrbq
  Labels:
   - a=1,b=2
   - c
   - d=x=y
   - region=west
  Hostname:              	node2
  Joined at:             	2026-11-21 08:06:26.629188628 +0000 utc
  Status:
   State:			Ready
   Availability:         	Active
   Address:		192.168.99.12
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
  MIIBajCCARCgAwIBAgIUZT4in/gq2cjx601JAgV6Idyjw8AwCgYIKoZIzj0EAwIw
  EzERMA8GA1UEAxMIc3dhcm0tY2EwHhcNMjYxMTIxMDgwMTAwWhcNNDYxMTE2MDgw
  MTAwWjATMREwDwYDVQQDEwhzd2FybS1jYTBZMBMGByqGSM49AgEGCCqGSM49AwEH
  A0IABD05N9vCkXWUmJHR1BkRx49evTJukEj00w90F+e0K8PSQbnfqMF9RFDcDK1b
  6BxXQNtioXDSgc3WKCJAd69fZ8yjQjBAMA4GA1UdDwEB/wQEAwIBBjAPBgNVHRMB
  Af8EBTADAQH/MB0GA1UdDgQWBBSDABNOFPdDPSMcJ5J+/biZ0yh+KjAKBggqhkjO
  PQQDAgNIADBFAiAh92wIJj83zkyEJwaZZemiNIrEaO5m54SmowUakBAe1wIhANXS
  WYegOZ3/OBj5YlVq/077D1JKqgm3hEfR6/NHg5NF
  -----END CERTIFICATE-----
  
   Issuer Subject:	MBMxETAPBgNVBAMTCHN3YXJtLWNh
   Issuer Public Key:	MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEPTk328KRdZSYkdHUGRHHj169Mm6QSPTTD3QX57Qrw9JBud+owX1EUNwMrVvoHFdA22KhcNKBzdYoIkB3r19nzA==
+ 4.80 0.62
node1$ docker node update --label-add =x node2
  node2
+ 5.40 0.60
node1$ docker node update --label-add "" node2
  node2
+ 5.87 0.47
node1$ docker node update node2
  node2
+ 6.33 0.46
node1$ docker node update --availability pause node2
  node2
+ 6.76 0.43
node1$ docker node update --availability DRAIN node3
  node3
+ 7.23 0.47
node1$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  cefojzbpfnrglp2ojgnx4n4ci *   node1      Ready     Active         Leader           28.5.2+dfsg4
  lr6gy46uqotzid7n6842qgrbq     node2      Ready     Pause                           28.5.2+dfsg4
  kdqhcqtbalzjvylxkda52ihqr     node3      Ready     Drain                           28.5.2+dfsg4
+ 8.01 0.78
node1$ docker node update --availability asleep node2
  Error response from daemon: invalid Availability: "asleep"
? 1
+ 13.51 5.49
node1$ docker node update --availability active node2 node3
  docker: 'docker node update' requires 1 argument
  
  Usage:  docker node update [OPTIONS] NODE
  
  Run 'docker node update --help' for more information
? 1
+ 13.92 0.42
node1$ docker node update --availability active nodeX
  Error response from daemon: node nodeX not found
? 1
+ 14.44 0.51
node1$ docker node update --availability=active $(docker node ls -q --filter name=node3)
  kdqhcqtbalzjvylxkda52ihqr
+ 15.32 0.88
node1$ for n in node2 node3; do docker node update --availability active $n; done
  node2
  node3
+ 16.43 1.12
node1$ docker node update --role boss node2
  Error response from daemon: invalid Role: "boss"
? 1
+ 16.92 0.49
node1$ docker node update --role manager node2
  node2
+ 17.24 0.32
@ wait 5s
+ 22.24
node1$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  cefojzbpfnrglp2ojgnx4n4ci *   node1      Ready     Active         Leader           28.5.2+dfsg4
  lr6gy46uqotzid7n6842qgrbq     node2      Ready     Active         Reachable        28.5.2+dfsg4
  kdqhcqtbalzjvylxkda52ihqr     node3      Ready     Active                          28.5.2+dfsg4
+ 23.17 0.93
node2$ docker node update --label-add self=yes self
  Error response from daemon: node self not found
? 1
+ 23.84 0.67
node1$ docker node inspect self --format '{{.Spec.Role}} {{json .Spec.Labels}}'
  manager {}
+ 25.26 1.42
node1$ docker node update --role worker node2
  node2
+ 25.80 0.54
@ wait 6s
+ 31.80
node2$ docker node ls
  Error response from daemon: This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.
? 1
+ 32.31 0.50
node1$ docker node update --role worker node1
  Error response from daemon: rpc error: code = FailedPrecondition desc = attempting to demote the last manager of the swarm
? 1
+ 32.82 0.52
node1$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  cefojzbpfnrglp2ojgnx4n4ci *   node1      Ready     Active         Leader           28.5.2+dfsg4
  lr6gy46uqotzid7n6842qgrbq     node2      Ready     Active                          28.5.2+dfsg4
  kdqhcqtbalzjvylxkda52ihqr     node3      Ready     Active                          28.5.2+dfsg4
+ 33.51 0.69
node1$ docker node update --nope node1
  unknown flag: --nope
  
  Usage:  docker node update [OPTIONS] NODE
  
  Run 'docker node update --help' for more information
? 125
+ 33.94 0.43
node1$ docker node update --label-add
  flag needs an argument: --label-add
  
  Usage:  docker node update [OPTIONS] NODE
  
  Run 'docker node update --help' for more information
? 125
+ 34.56 0.62
