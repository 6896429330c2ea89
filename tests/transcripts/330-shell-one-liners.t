# the shell around docker: pipes, loops, substitution, exit codes, tests, redirects
@ cluster managers=1 workers=2
@ image nginx:alpine
node1$ docker node ls | wc -l
  4
+ 1.12 1.12
node1$ docker node ls -q | wc -l
  3
+ 1.82 0.70
node1$ docker node ls | grep Ready | wc -l
  3
+ 2.79 0.97
node1$ docker node ls | awk '{print $1}' | head -2 | wc -l
  2
+ 3.75 0.96
node1$ for n in 1 2 3; do docker node inspect node$n --format '{{.Description.Hostname}} {{.Status.State}}'; done
  node1 ready
  node2 ready
  node3 ready
+ 5.30 1.55
node1$ TOKEN=$(docker swarm join-token -q worker); echo ${#TOKEN} ${TOKEN%%-*}
  85 SWMTKN
+ 5.76 0.46
node1$ docker swarm join-token -q worker | cut -d- -f1,2
  SWMTKN-1
+ 6.21 0.45
node1$ docker swarm join-token worker | grep 'swarm join' | sed 's/^ *//' | cut -c1-25
  docker swarm join --token
+ 7.41 1.19
node1$ docker service ls | wc -l
  1
+ 7.91 0.50
node1$ docker service inspect nope > /dev/null 2>&1 || echo "no such service"
  no such service
+ 8.52 0.61
node1$ docker service inspect nope 2> /dev/null
  []
? 1
+ 9.28 0.76
node1$ docker service create -d --name web nginx:alpine > id.txt && wc -c < id.txt
  26
+ 10.40 1.12
node1$ docker service inspect web > /dev/null && echo there || echo missing
  there
+ 10.99 0.58
node1$ ID=$(cat id.txt); docker service inspect $ID --format '{{.Spec.Name}}'
  web
+ 11.44 0.46
node1$ docker service inspect "$(cut -c1-6 id.txt)" --format '{{.Spec.Name}}'
  web
+ 11.98 0.54
node1$ for s in a b c; do docker service create -d -q --name $s nginx:alpine > /dev/null; echo $s: $?; done
  a: 0
  b: 0
  c: 0
+ 14.69 2.71
node1$ docker service ls -q | wc -l
  4
+ 15.55 0.86
node1$ docker service ls --format '{{.Name}}' | sort -r | tr '\n' ' '
  web c b a 
~
+ 16.43 0.88
node1$ docker service ls --format '{{.Name}}' | grep -v web | xargs docker service rm
  a
  b
  c
+ 18.24 1.81
node1$ docker service ls --format '{{.Name}}' | while read s; do echo "have $s"; done
  have web
+ 19.34 1.10
node1$ if docker node ls > /dev/null 2>&1; then echo manager; else echo worker; fi
  manager
+ 20.54 1.20
node2$ if docker node ls > /dev/null 2>&1; then echo manager; else echo worker; fi
  worker
+ 21.29 0.74
node2$ docker node ls 2>/dev/null; echo $?
  1
+ 21.77 0.48
node2$ docker node ls 2>&1 | cut -d. -f1
  Error response from daemon: This node is not a swarm manager
+ 22.25 0.48
node1$ docker nodes ls; echo $?
  docker: unknown command: docker nodes
  
  Run 'docker --help' for more information
  1
+ 22.89 0.65
node1$ docker service ls --bogus > /dev/null; echo $?
  unknown flag: --bogus
  
  Usage:  docker service ls [OPTIONS]
  
  Run 'docker service ls --help' for more information
  125
+ 23.38 0.48
node1$ false && echo yes || echo no; true; echo $?
  no
  0
+ 23.44 0.06
node1$ N=$(docker node ls -q | wc -l); [ $N -eq 3 ] && echo "three nodes"
  three nodes
+ 24.02 0.58
node1$ docker node ls --format '{{.Hostname}}' | head -1; echo "${PIPESTATUS[0]}"
  node1
  0
+ 24.73 0.71
node1$ echo "leader: $(docker node ls --format '{{.Hostname}} {{.ManagerStatus}}' | grep Leader | cut -d' ' -f1)"
  leader: node1
+ 25.48 0.75
node1$ docker node inspect self --format '{{.ID}}' | wc -c
  26
+ 26.18 0.70
node1$ i=0; while [ $i -lt 3 ]; do echo "try $i"; i=$((i+1)); done
  try 0
  try 1
  try 2
+ 26.23 0.05
node1$ hostname; hostname -i; echo $HOSTNAME
  node1
  127.0.1.1
  node1
+ 26.30 0.07
node1$ nosuchprogram; echo $?
  bash: line 1: nosuchprogram: command not found
  127
+ 26.33 0.03
node1$ docker service ls > list.txt; head -1 list.txt; tail -n +2 list.txt | wc -l
  ID             NAME      MODE         REPLICAS   IMAGE          PORTS
  1
+ 26.94 0.61
node1$ cat nosuchfile
  cat: nosuchfile: No such file or directory
? 1
+ 26.99 0.05
node1$ cat <<EOF
> one $((1+1))
> EOF
  one 2
+ 27.07 0.07
node1$ docker service rm web && docker service ls
  web
  ID        NAME      MODE      REPLICAS   IMAGE     PORTS
+ 28.49 1.42
