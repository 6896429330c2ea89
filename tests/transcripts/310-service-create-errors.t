# what service create refuses, beyond 023
@ cluster managers=1 workers=1
node1$ docker service create -d --name web -p 8080:80 nginx:alpine
  7kmu5jahgari90g9xvyztlrqg
+ 0.82 0.82
node1$ docker service create -d --name web2 -p 8080:80 nginx:alpine
  Error response from daemon: rpc error: code = InvalidArgument desc = port '8080' is already in use by service 'web' (7kmu5jahgari90g9xvyztlrqg) as an ingress port
? 1
+ 1.69 0.87
node1$ docker service create -d --name WEB nginx:alpine
  Error response from daemon: rpc error: code = AlreadyExists desc = name conflicts with an existing object: service WEB already exists
? 1
+ 3.11 1.42
node1$ docker service create -d --name web. nginx:alpine
  Error response from daemon: rpc error: code = InvalidArgument desc = name must be valid as a DNS name component
? 1
+ 3.60 0.49
node1$ docker service create -d --name web_1 nginx:alpine
  iouz8e1dpm7cne76gysc83r6i
+ 4.49 0.89
node1$ docker service create -d --name 1web nginx:alpine
  yrop71xii6ivcrk2r6si9y19f
+ 5.57 1.08
node1$ docker service create -d --name ab--c nginx:alpine
  3u2xvpygyc3gw4n8e08v8yxf3
+ 6.87 1.29
node1$ docker service create -d --name '' nginx:alpine
  btqhy0fvdlmkm0ud1k9kcv9ty
+ 8.42 1.55
node1$ docker service create -d --name t1 -p 80:80 -p 80:81 nginx:alpine
  Error response from daemon: rpc error: code = InvalidArgument desc = EndpointSpec: duplicate published ports provided
? 1
+ 9.43 1.01
node1$ docker service create -d --name t2 -p 80 nginx:alpine
  l22gp53l8mrpm07j4ixqbzikk
+ 10.92 1.49
node1$ docker service create -d --name t3 -p :80 nginx:alpine
  n8gjfp2q9fdsxf5h7s3rnnvl0
+ 11.98 1.06
node1$ docker service create -d --name t4 -p 80: nginx:alpine
  invalid argument "80:" for "-p, --publish" flag: No port specified: 80:<empty>
  
  Usage:  docker service create [OPTIONS] IMAGE [COMMAND] [ARG...]
  
  Run 'docker service create --help' for more information
? 125
+ 12.69 0.72
node1$ docker service create -d --name t5 -p 8000-8002:80-82 nginx:alpine
  wzg29ww4mcwb2rti28b7dhgiv
+ 13.73 1.04
node1$ docker service create -d --name t6 -p 8000-8002:80-81 nginx:alpine
  invalid argument "8000-8002:80-81" for "-p, --publish" flag: Invalid ranges specified for container and host Ports: 80-81 and 8000-8002
  
  Usage:  docker service create [OPTIONS] IMAGE [COMMAND] [ARG...]
  
  Run 'docker service create --help' for more information
? 125
+ 14.36 0.63
node1$ docker service create -d --name t7 -p 127.0.0.1:8888:80 nginx:alpine
  invalid argument "127.0.0.1:8888:80" for "-p, --publish" flag: hostip is not supported
  
  Usage:  docker service create [OPTIONS] IMAGE [COMMAND] [ARG...]
  
  Run 'docker service create --help' for more information
? 125
+ 14.94 0.57
node1$ docker service create -d --name t8 -p 81:80/icmp nginx:alpine
  invalid argument "81:80/icmp" for "-p, --publish" flag: Invalid proto: icmp
  
  Usage:  docker service create [OPTIONS] IMAGE [COMMAND] [ARG...]
  
  Run 'docker service create --help' for more information
? 125
+ 15.75 0.81
node1$ docker service create -d --name t9 -p 0:80 nginx:alpine
  pjvkap6xwys5wkjvwuwi7oiak
+ 17.08 1.33
node1$ docker service create -d --name t10 -p published=82,target=80,protocol=xyz nginx:alpine
  invalid argument "published=82,target=80,protocol=xyz" for "-p, --publish" flag: invalid protocol value 'xyz'
  
  Usage:  docker service create [OPTIONS] IMAGE [COMMAND] [ARG...]
  
  Run 'docker service create --help' for more information
? 125
+ 17.61 0.53
node1$ docker service create -d --name t11 -p published=82,target=80,foo=bar nginx:alpine
  invalid argument "published=82,target=80,foo=bar" for "-p, --publish" flag: invalid field key: foo
  
  Usage:  docker service create [OPTIONS] IMAGE [COMMAND] [ARG...]
  
  Run 'docker service create --help' for more information
? 125
+ 18.51 0.90
node1$ docker service create -d --name t12 -e 'BAD KEY=1' nginx:alpine
  vqgwe76xlwnc3u1u9bxwrjirn
+ 19.38 0.87
node1$ docker service create -d --name t13 -e =1 nginx:alpine
  invalid argument "=1" for "-e, --env" flag: invalid environment variable: =1
  
  Usage:  docker service create [OPTIONS] IMAGE [COMMAND] [ARG...]
  
  Run 'docker service create --help' for more information
? 125
+ 20.11 0.73
node1$ docker service create -d --name t14 --label =x nginx:alpine
  invalid argument "=x" for "-l, --label" flag: invalid label '=x': empty name
  
  Usage:  docker service create [OPTIONS] IMAGE [COMMAND] [ARG...]
  
  Run 'docker service create --help' for more information
? 125
+ 20.71 0.60
node1$ docker service create -d --name t15 --replicas 1.5 nginx:alpine
  invalid argument "1.5" for "--replicas" flag: strconv.ParseUint: parsing "1.5": invalid syntax
  
  Usage:  docker service create [OPTIONS] IMAGE [COMMAND] [ARG...]
  
  Run 'docker service create --help' for more information
? 125
+ 21.29 0.57
node1$ docker service create -d --name t16 --restart-delay -1s nginx:alpine
  Error response from daemon: rpc error: code = InvalidArgument desc = TaskSpec: restart-delay cannot be negative
? 1
+ 21.87 0.58
node1$ docker service create -d --name t17 --update-parallelism -1 nginx:alpine
  invalid argument "-1" for "--update-parallelism" flag: strconv.ParseUint: parsing "-1": invalid syntax
  
  Usage:  docker service create [OPTIONS] IMAGE [COMMAND] [ARG...]
  
  Run 'docker service create --help' for more information
? 125
+ 22.37 0.51
node1$ docker service create -d --name t18 --update-max-failure-ratio 2 nginx:alpine
  Error response from daemon: rpc error: code = InvalidArgument desc = TaskSpec: update-maxfailureratio cannot be less than 0 or bigger than 1
? 1
+ 23.65 1.27
node1$ docker service create -d --name t19 --update-monitor -5s nginx:alpine
  Error response from daemon: rpc error: code = InvalidArgument desc = TaskSpec: update-monitor cannot be negative
? 1
+ 24.88 1.23
node1$ docker service create -d --name t20 --constraint 'node.role' nginx:alpine
  Error response from daemon: rpc error: code = Unknown desc = constraint expected one operator from ==, !=
? 1
+ 25.58 0.70
node1$ docker service create -d --name t21 --constraint 'node.role==' nginx:alpine
  Error response from daemon: rpc error: code = Unknown desc = value '' is invalid
? 1
+ 26.25 0.67
node1$ docker service create -d --name t22 --constraint 'role==worker' nginx:alpine
  xqjf2t7oxgygatumuxe5l5oxz
+ 27.14 0.89
node1$ docker service create -d --name t23 --mode global --max-concurrent 2 nginx:alpine
  max-concurrent can only be used with replicated-job mode
? 1
+ 27.65 0.52
node1$ docker service create -d --name t24 --mode replicated-job --update-delay 1s nginx:alpine
  update and rollback configuration is not supported for jobs
? 1
+ 28.13 0.47
node1$ docker service create -d --name t25 --stop-grace-period 5 nginx:alpine
  invalid argument "5" for "--stop-grace-period" flag: time: missing unit in duration "5"
  
  Usage:  docker service create [OPTIONS] IMAGE [COMMAND] [ARG...]
  
  Run 'docker service create --help' for more information
? 125
+ 28.58 0.45
node1$ docker service create -d --name t26 --hostname '{{.Nope}}' nginx:alpine
  Error response from daemon: rpc error: code = InvalidArgument desc = expanding hostname failed: template: expansion:1:2: executing "expansion" at <.Nope>: can't evaluate field Nope in type *template.Context
? 1
+ 29.29 0.71
node1$ docker service create -d --name t27 --host nope nginx:alpine
  invalid argument "nope" for "--host" flag: bad format for add-host: "nope"
  
  Usage:  docker service create [OPTIONS] IMAGE [COMMAND] [ARG...]
  
  Run 'docker service create --help' for more information
? 125
+ 29.72 0.43
node1$ docker service create -d --name t28 --dns 300.1.1.1 nginx:alpine
  invalid argument "300.1.1.1" for "--dns" flag: IP address is not correctly formatted: 300.1.1.1
  
  Usage:  docker service create [OPTIONS] IMAGE [COMMAND] [ARG...]
  
  Run 'docker service create --help' for more information
? 125
+ 30.23 0.50
node1$ docker service create -d --name t29 --mount type=bind,source=/nope,target=rel nginx:alpine
  kmgozdwfcgfj9rkj58g7e955m
+ 31.00 0.77
node1$ docker service create -d --name t30 --mount type=volume,target=/a --mount type=volume,target=/a nginx:alpine
  Error response from daemon: rpc error: code = InvalidArgument desc = ContainerSpec: duplicate mount point: /a
? 1
+ 31.53 0.53
node1$ docker service create -d --name t31 --network ingress nginx:alpine
  Error response from daemon: rpc error: code = InvalidArgument desc = Service cannot be explicitly attached to the ingress network "ingress"
? 1
+ 32.11 0.59
node1$ docker service create -d --name t32 --network host --replicas 1 nginx:alpine
  77vnstvj1hcbnkj6fd4gwpos8
+ 32.83 0.71
node1$ docker service create -d --name t33 --generic-resource gpu nginx:alpine
  invalid argument "gpu" for "--generic-resource" flag: invalid generic-resource format `gpu` expected `name=value`
  
  Usage:  docker service create [OPTIONS] IMAGE [COMMAND] [ARG...]
  
  Run 'docker service create --help' for more information
? 125
+ 33.32 0.50
node1$ docker service create -d --name t34 --ulimit nofile nginx:alpine
  invalid argument "nofile" for "--ulimit" flag: invalid ulimit argument: nofile
  
  Usage:  docker service create [OPTIONS] IMAGE [COMMAND] [ARG...]
  
  Run 'docker service create --help' for more information
? 125
+ 33.81 0.49
node1$ docker service create -d --name t35 --cap-add NOPE nginx:alpine
  wv44gwkbcgwvqnuq2grof5qjk
+ 34.68 0.87
node1$ docker service create -d --name t36 --health-retries -1 nginx:alpine
  Error response from daemon: rpc error: code = InvalidArgument desc = ContainerSpec: Retries in HealthConfig cannot be negative
? 1
+ 35.69 1.01
node1$ docker service create -d --name t37 --user '' --limit-pids -1 nginx:alpine
  9oabm35icuyjkli94488xxubn
+ 36.41 0.72
node1$ docker service create -d nginx:
  Error response from daemon: rpc error: code = InvalidArgument desc = ContainerSpec: "nginx:" is not a valid repository/tag
? 1
+ 36.92 0.52
node1$ docker service create -d :alpine
  Error response from daemon: rpc error: code = InvalidArgument desc = ContainerSpec: ":alpine" is not a valid repository/tag
? 1
+ 37.60 0.68
node1$ docker service create -d ''
  Error response from daemon: rpc error: code = InvalidArgument desc = ContainerSpec: image reference must be provided
? 1
+ 38.14 0.54
node1$ docker service ls --format '{{.Name}} {{.Mode}} {{.Image}} {{.Ports}}'
  1web replicated nginx:alpine 
  ab--c replicated nginx:alpine 
  quizzical_montalcini replicated nginx:alpine 
  t2 replicated nginx:alpine *:30000->80/tcp
  t3 replicated nginx:alpine *:30001->80/tcp
  t5 replicated nginx:alpine *:8000-8002->80-82/tcp
  t9 replicated nginx:alpine *:30002->80/tcp
  t12 replicated nginx:alpine 
  t22 replicated nginx:alpine 
  t29 replicated nginx:alpine 
  t32 replicated nginx:alpine 
  t35 replicated nginx:alpine 
  t37 replicated nginx:alpine 
  web replicated nginx:alpine *:8080->80/tcp
  web_1 replicated nginx:alpine 
+ 38.58 0.44
