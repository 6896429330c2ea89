# a host that is in no swarm: every command of part 1
@ hosts 1
node1$ docker node ls
  Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.
? 1
+ 0.80 0.80
node1$ docker node inspect self
  []
  Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.
? 1
+ 1.75 0.95
node1$ docker node ps
  Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.
? 1
+ 2.63 0.88
node1$ docker node update --availability drain node1
  Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.
? 1
+ 3.08 0.45
node1$ docker node promote node1
  Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.
? 1
+ 3.63 0.54
node1$ docker node rm node1
  Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.
? 1
+ 4.50 0.88
node1$ docker service ls
  Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.
? 1
+ 4.99 0.48
node1$ docker service create --name web nginx:alpine
  Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.
? 1
+ 7.26 2.27
node1$ docker service ps web
  Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.
? 1
+ 7.58 0.32
node1$ docker service inspect web
  []
  Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.
? 1
+ 7.92 0.34
node1$ docker service logs web
  Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.
? 1
+ 8.45 0.53
node1$ docker service scale web=2
  web: Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.
? 1
+ 9.06 0.61
node1$ docker service update --image nginx web
  Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.
? 1
+ 9.47 0.41
node1$ docker service rollback web
  Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.
? 1
+ 9.82 0.35
node1$ docker service rm web
  Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.
? 1
+ 10.23 0.42
node1$ docker service rm web api
  Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.
  Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.
? 1
+ 10.81 0.58
node1$ docker swarm join-token worker
  Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.
? 1
+ 11.35 0.54
node1$ docker swarm leave
  Error response from daemon: This node is not part of a swarm
? 1
+ 11.99 0.64
node1$ docker swarm leave --force
  Error response from daemon: This node is not part of a swarm
? 1
+ 12.47 0.48
node1$ docker swarm update --task-history-limit 3
  Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.
? 1
+ 12.92 0.45
node1$ docker swarm unlock
  Error: This node is not part of a swarm
? 1
+ 14.77 1.86
node1$ docker swarm ca
  Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.
? 1
+ 15.27 0.50
node1$ docker ps
  CONTAINER ID   IMAGE     COMMAND   CREATED   STATUS    PORTS     NAMES
+ 15.66 0.39
node1$ docker ps -a -q
+ 16.32 0.66
node1$ docker network ls
  NETWORK ID     NAME      DRIVER    SCOPE
  a687ea951965   bridge    bridge    local
  fbf05dd4c61b   host      host      local
  72e9935c0844   none      null      local
+ 16.94 0.61
node1$ docker info --format '{{.Swarm.LocalNodeState}}'
  inactive
+ 17.70 0.76
node1$ docker info | grep -A 2 Swarm
   Swarm: inactive
   Runtimes: io.containerd.runc.v2 runc
   Default Runtime: runc
+ 19.65 1.95
node1$ docker swarm init --availability pause
  Swarm initialized: current node (ji4boh7bxetgq0xfgeaeajyc7) is now a manager.
  
  To add a worker to this swarm, run the following command:
  
      docker swarm join --token SWMTKN-1-2oucoop0d6o610rtvgzj7eyut2pb55wkogxtwbnlhaudcc3k69-9m1x94i3tsjqc3jcxaz8zekt6 192.168.99.11:2377
  
  To add a manager to this swarm, run 'docker swarm join-token manager' and follow the instructions.
+ 21.62 1.98
node1$ docker node ls
  ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
  ji4boh7bxetgq0xfgeaeajyc7 *   node1      Ready     Pause          Leader           28.5.2+dfsg4
+ 22.58 0.95
node1$ docker service create -d --name web nginx:alpine
  um40kb2skwd9b8nlgjt6tlpkq
+ 23.72 1.15
@ wait 3s
+ 26.73
node1$ docker service ps web
  ID             NAME      IMAGE          NODE      DESIRED STATE   CURRENT STATE           ERROR                              PORTS
  l9p2htgxoyvi   web.1     nginx:alpine             Running         Pending 3 seconds ago   "no suitable node (1 node not …"   
+ 27.34 0.62
node1$ docker node update --availability active node1
  node1
+ 29.01 1.67
@ until node1$ docker service ls =~ 1/1 40s
+ 36.80
node1$ docker service ls
  ID             NAME      MODE         REPLICAS   IMAGE          PORTS
  um40kb2skwd9   web       replicated   1/1        nginx:alpine   
+ 38.24 1.44
node1$ docker swarm leave
  Error response from daemon: You are attempting to leave the swarm on a node that is participating as a manager. Removing the last manager erases all current state of the swarm. Use `--force` to ignore this message.
? 1
+ 39.64 1.40
node1$ docker swarm leave -f
  Node left the swarm.
+ 46.25 6.61
node1$ docker ps -a
  CONTAINER ID   IMAGE     COMMAND   CREATED   STATUS    PORTS     NAMES
+ 46.67 0.42
node1$ docker network ls
  NETWORK ID     NAME              DRIVER    SCOPE
  a687ea951965   bridge            bridge    local
  5d3dc470a9b3   docker_gwbridge   bridge    local
  fbf05dd4c61b   host              host      local
  72e9935c0844   none              null      local
+ 47.99 1.32
