# docker ps on a worker: formats, filters
@ cluster managers=1 workers=1
@ image nginx:alpine redis:alpine
node2$ docker ps
  CONTAINER ID   IMAGE     COMMAND   CREATED   STATUS    PORTS     NAMES
+ 0.72 0.71
node1$ docker service create -d --name web --replicas 2 --constraint node.role==worker --label tier=front --container-label part=ui -p 8080:80 nginx:alpine
  1vaqg6bfr6c6b2nqwumk0ph2b
+ 3.07 2.36
node1$ docker service create -d --name cache --constraint node.role==worker redis:alpine
  v54x94f6dw4ps37buqwqdo9vi
+ 4.13 1.06
node1$ docker service create -d --name hostp --constraint node.role==worker -p mode=host,target=80,published=8081 nginx:alpine
  jwa91yyzgthxm0rx77i8nqxdd
+ 5.20 1.07
@ until node1$ docker service ls =~ 1/1.*1/1.*2/2 60s
+ 17.95
@ wait 4s
+ 21.95
node2$ docker ps
  CONTAINER ID   IMAGE          COMMAND                  CREATED          STATUS          PORTS                  NAMES
  6402915ae5be   nginx:alpine   "/docker-entrypoint.…"   17 seconds ago   Up 15 seconds   0.0.0.0:8081->80/tcp   hostp.1.ewp9ohbrjd5lln5epajs985cw
  efbcee4ae41b   redis:alpine   "docker-entrypoint.s…"   18 seconds ago   Up 17 seconds   6379/tcp               cache.1.sy3jq1k0mg8sl4yysl7wmjqj4
  10a4dd00a9a8   nginx:alpine   "/docker-entrypoint.…"   19 seconds ago   Up 18 seconds   80/tcp                 web.1.wx9y23yh7qdfw5dem81ta9xcf
  b7aeeb2dd3d1   nginx:alpine   "/docker-entrypoint.…"   19 seconds ago   Up 18 seconds   80/tcp                 web.2.co0hxv2oosodievcmii4kgl80
+ 22.68 0.72
node1$ docker ps
  CONTAINER ID   IMAGE     COMMAND   CREATED   STATUS    PORTS     NAMES
+ 23.87 1.19
node2$ docker ps -q | wc -l
  4
+ 24.37 0.50
node2$ docker ps --filter name=web
  CONTAINER ID   IMAGE          COMMAND                  CREATED          STATUS          PORTS     NAMES
  10a4dd00a9a8   nginx:alpine   "/docker-entrypoint.…"   22 seconds ago   Up 21 seconds   80/tcp    web.1.wx9y23yh7qdfw5dem81ta9xcf
  b7aeeb2dd3d1   nginx:alpine   "/docker-entrypoint.…"   22 seconds ago   Up 21 seconds   80/tcp    web.2.co0hxv2oosodievcmii4kgl80
+ 25.17 0.79
node2$ docker ps --filter name=web.1 -q | wc -l
  1
+ 25.56 0.39
node2$ docker ps --filter label=com.docker.swarm.service.name=web --format '{{.Names}}' | cut -d. -f1-2 | sort
  web.1
  web.2
+ 26.06 0.50
node2$ docker ps --filter label=part=ui --format '{{.Image}}'
  nginx:alpine
  nginx:alpine
+ 26.78 0.72
node2$ docker ps --filter status=exited
  CONTAINER ID   IMAGE     COMMAND   CREATED   STATUS    PORTS     NAMES
+ 27.22 0.44
node2$ docker ps --filter ancestor=redis:alpine --format '{{.Names}} {{.Ports}}' | sed 's/\.[a-z0-9]* / /'
  cache.1 6379/tcp
+ 27.94 0.72
node2$ docker ps --filter status=weird
  Error response from daemon: invalid filter 'status=weird': invalid value for state (weird): must be one of created, running, paused, restarting, removing, exited, dead
? 1
+ 28.46 0.51
node2$ docker ps --filter foo=bar
  Error response from daemon: invalid filter 'foo'
? 1
+ 29.07 0.61
node2$ docker ps --format '{{.Image}} {{.Command}} {{.Ports}} {{.State}}' | sort
  nginx:alpine "/docker-entrypoint.…" 0.0.0.0:8081->80/tcp running
  nginx:alpine "/docker-entrypoint.…" 80/tcp running
  nginx:alpine "/docker-entrypoint.…" 80/tcp running
  redis:alpine "docker-entrypoint.s…" 6379/tcp running
+ 31.24 2.17
node2$ docker ps --format 'table {{.Names}}\t{{.Status}}'
  NAMES                               STATUS
  hostp.1.ewp9ohbrjd5lln5epajs985cw   Up 26 seconds
  cache.1.sy3jq1k0mg8sl4yysl7wmjqj4   Up 28 seconds
  web.1.wx9y23yh7qdfw5dem81ta9xcf     Up 29 seconds
  web.2.co0hxv2oosodievcmii4kgl80     Up 29 seconds
+ 33.58 2.34
node2$ docker ps --format '{{.Label "com.docker.swarm.service.name"}}' | sort
  cache
  hostp
  web
  web
+ 37.09 3.51
node2$ docker ps --format json --filter name=cache
  {"Command":"\"docker-entrypoint.s…\"","CreatedAt":"2026-11-21 08:28:05 +0000 UTC","ID":"efbcee4ae41b","Image":"redis:alpine","Labels":"com.docker.swarm.node.id=xyh7ojspxy5jv8uem8kcwmu9g,com.docker.swarm.service.id=v54x94f6dw4ps37buqwqdo9vi,com.docker.swarm.service.name=cache,com.docker.swarm.task.id=sy3jq1k0mg8sl4yysl7wmjqj4,com.docker.swarm.task.name=cache.1.sy3jq1k0mg8sl4yysl7wmjqj4,com.docker.swarm.task=","LocalVolumes":"1","Mounts":"e25f7a9a810a29…","Names":"cache.1.sy3jq1k0mg8sl4yysl7wmjqj4","Networks":"bridge","Platform":null,"Ports":"6379/tcp","RunningFor":"34 seconds ago","Size":"0B","State":"running","Status":"Up 33 seconds"}
+ 38.55 1.47
node2$ docker ps --no-trunc --filter name=cache
  CONTAINER ID                                                       IMAGE                                                                                  COMMAND                               CREATED          STATUS          PORTS      NAMES
  efbcee4ae41b8dc1dafe26d501dc272d77f305521ac09e4d7f4db9911a64deb2   redis:alpine@sha256:27f1797459f221b6b903a8aed8028d6b024fd4f0f8490dc76113c38381d5271d   "docker-entrypoint.sh redis-server"   35 seconds ago   Up 33 seconds   6379/tcp   cache.1.sy3jq1k0mg8sl4yysl7wmjqj4
+ 39.77 1.21
node2$ docker ps -n 1 --format '{{.Image}}'
  nginx:alpine
+ 40.44 0.67
node2$ docker ps -l -q | wc -l
  1
+ 41.97 1.54
node2$ docker ps -s --filter name=cache
  CONTAINER ID   IMAGE          COMMAND                  CREATED          STATUS          PORTS      NAMES                               SIZE
  efbcee4ae41b   redis:alpine   "docker-entrypoint.s…"   39 seconds ago   Up 37 seconds   6379/tcp   cache.1.sy3jq1k0mg8sl4yysl7wmjqj4   0B (virtual 2.94MB)
+ 43.19 1.22
node2$ docker ps --format '{{.Nope}}'
  failed to execute template: template: :1:2: executing "" at <.Nope>: can't evaluate field Nope in type *formatter.ContainerContext
? 1
+ 44.10 0.90
node2$ docker container ls --format '{{.Networks}}' | sort
  bridge
  bridge
  ingress
  ingress
+ 45.21 1.11
node2$ docker ps extra
  docker: 'docker ps' accepts no arguments
  
  Usage:  docker ps [OPTIONS]
  
  Run 'docker ps --help' for more information
? 1
+ 45.73 0.52
node1$ docker service scale -d web=1
  web scaled to 1
+ 47.62 1.89
@ wait 10s
+ 57.62
node2$ docker ps -a --format '{{.Names}}' | cut -d. -f1 | sort
  cache
  hostp
  web
+ 58.09 0.47
node2$ docker inspect $(docker ps -q --filter name=cache) --format '{{.Name}} {{.State.Status}} {{.Config.Image}}' | cut -d. -f1
  /cache
+ 59.05 0.97
node2$ docker inspect $(docker ps -q --filter name=cache) --format '{{json .Config.Labels}}'
  {"com.docker.swarm.node.id":"xyh7ojspxy5jv8uem8kcwmu9g","com.docker.swarm.service.id":"v54x94f6dw4ps37buqwqdo9vi","com.docker.swarm.service.name":"cache","com.docker.swarm.task":"","com.docker.swarm.task.id":"sy3jq1k0mg8sl4yysl7wmjqj4","com.docker.swarm.task.name":"cache.1.sy3jq1k0mg8sl4yysl7wmjqj4"}
+ 60.54 1.49
node2$ docker ps -aq --filter name=nope
+ 61.63 1.09
