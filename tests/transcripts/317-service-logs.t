# service logs: the common forms
@ cluster managers=1 workers=2
@ image nginx:alpine alpine
node1$ docker service create -d --name tick --replicas 2 alpine sh -c 'for i in 1 2 3 4 5; do echo tick $i; done; echo to-stderr >&2; sleep 1d'
  b1j292p3md83sz6y1jhmg5wsl
+ 1.49 1.49
node1$ docker service create -d --name one --constraint node.hostname==node2 alpine sh -c 'while :; do echo beat; sleep 2; done'
  4evcfalpdaoi3vkw4i1qsm2ed
+ 4.12 2.63
@ until node1$ docker service ls =~ 1/1.*2/2 60s
+ 9.20
@ wait 3s
+ 12.21
node1$ docker service logs tick
  tick.1.jkb07gwbrcdh@node2    | to-stderr
  tick.1.jkb07gwbrcdh@node2    | tick 1
  tick.1.jkb07gwbrcdh@node2    | tick 2
  tick.1.jkb07gwbrcdh@node2    | tick 3
  tick.1.jkb07gwbrcdh@node2    | tick 4
  tick.1.jkb07gwbrcdh@node2    | tick 5
  tick.2.xbtn6h4w1by1@node1    | tick 1
  tick.2.xbtn6h4w1by1@node1    | tick 2
  tick.2.xbtn6h4w1by1@node1    | tick 3
  tick.2.xbtn6h4w1by1@node1    | tick 4
  tick.2.xbtn6h4w1by1@node1    | tick 5
  tick.2.xbtn6h4w1by1@node1    | to-stderr
+ 13.50 1.29
node1$ docker service logs tick 2>/dev/null | sed 's/.*| //' | sort | uniq -c
        2 tick 1
        2 tick 2
        2 tick 3
        2 tick 4
        2 tick 5
+ 14.77 1.23
node1$ docker service logs --tail 2 tick
  tick.1.jkb07gwbrcdh@node2    | tick 4
  tick.1.jkb07gwbrcdh@node2    | tick 5
  tick.2.xbtn6h4w1by1@node1    | tick 5
  tick.2.xbtn6h4w1by1@node1    | to-stderr
+ 15.58 0.81
node1$ docker service logs -n 1 tick
  tick.2.xbtn6h4w1by1@node1    | to-stderr
  tick.1.jkb07gwbrcdh@node2    | tick 5
+ 16.25 0.67
node1$ docker service logs --tail 0 tick
+ 16.76 0.51
node1$ docker service logs --tail all tick | wc -l
  tick.2.xbtn6h4w1by1@node1    | to-stderr
  tick.1.jkb07gwbrcdh@node2    | to-stderr
  10
+ 17.44 0.68
node1$ docker service logs --tail x tick
  Error response from daemon: tail value must be a positive integer or "all"
? 1
+ 18.29 0.84
node1$ docker service logs --raw tick
  tick 1
  tick 2
  tick 3
  tick 4
  tick 5
  to-stderr
  to-stderr
  tick 1
  tick 2
  tick 3
  tick 4
  tick 5
+ 18.73 0.45
node1$ docker service logs --raw --tail 1 tick
  to-stderr
  tick 5
+ 20.09 1.36
node1$ docker service logs -t --tail 1 tick
  2026-11-21T08:25:21.440323604Z tick.2.xbtn6h4w1by1@node1    | to-stderr
  2026-11-21T08:25:19.835420180Z tick.1.jkb07gwbrcdh@node2    | tick 5
+ 21.18 1.10
node1$ docker service logs --no-trunc --tail 1 tick
  tick.2.xbtn6h4w1by11m5z4ajowakvf@node1    | to-stderr
  tick.1.jkb07gwbrcdhdrb1ht4jzml83@node2    | tick 5
+ 21.98 0.80
node1$ docker service logs --no-resolve --tail 1 tick
  b1j292p3md83sz6y1jhmg5wsl.2.xbtn6h4w1by1@irkdgf3jtgjoho093ca1la86y    | to-stderr
  b1j292p3md83sz6y1jhmg5wsl.1.jkb07gwbrcdh@16o646tm3rhgfhnpr3n4fivkn    | tick 5
+ 22.44 0.46
node1$ docker service logs --no-task-ids --tail 1 tick
  tick.1@node2    | tick 5
  tick.2@node1    | to-stderr
+ 22.97 0.52
node1$ docker service logs --details --tail 1 tick
  tick.1.jkb07gwbrcdh@node2    |  tick 5
  tick.2.xbtn6h4w1by1@node1    |  to-stderr
+ 23.37 0.41
node1$ docker service logs --since 1h --tail 1 tick
  tick.2.xbtn6h4w1by1@node1    | to-stderr
  tick.1.jkb07gwbrcdh@node2    | tick 5
+ 23.88 0.50
node1$ docker service logs --since 1s tick
+ 25.05 1.17
node1$ docker service logs $(docker service ps -q --filter name=tick.1 tick)
  tick.1.jkb07gwbrcdh@node2    | to-stderr
  tick.1.jkb07gwbrcdh@node2    | tick 1
  tick.1.jkb07gwbrcdh@node2    | tick 2
  tick.1.jkb07gwbrcdh@node2    | tick 3
  tick.1.jkb07gwbrcdh@node2    | tick 4
  tick.1.jkb07gwbrcdh@node2    | tick 5
+ 27.15 2.10
node1$ timeout 6 docker service logs -f --tail 1 one
  one.1.dd4790fnmv4m@node2    | beat
  one.1.dd4790fnmv4m@node2    | beat
  one.1.dd4790fnmv4m@node2    | beat
  one.1.dd4790fnmv4m@node2    | beat
? 124
+ 33.33 6.18
node1$ timeout 6 docker service logs -f --raw --tail 0 one | head -2
  beat
  beat
+ 38.30 4.97
node1$ docker service logs nope
  no such task or service: nope
? 1
+ 38.96 0.66
node1$ docker service logs
  docker: 'docker service logs' requires 1 argument
  
  Usage:  docker service logs [OPTIONS] SERVICE|TASK
  
  Run 'docker service logs --help' for more information
? 1
+ 39.41 0.44
node1$ docker service logs tick one
  docker: 'docker service logs' requires 1 argument
  
  Usage:  docker service logs [OPTIONS] SERVICE|TASK
  
  Run 'docker service logs --help' for more information
? 1
+ 39.87 0.46
node1$ docker service logs --nope tick
  unknown flag: --nope
  
  Usage:  docker service logs [OPTIONS] SERVICE|TASK
  
  Run 'docker service logs --help' for more information
? 125
+ 40.41 0.54
node1$ docker service scale -d tick=1
  tick scaled to 1
+ 41.01 0.60
@ wait 3s
+ 44.01
node1$ docker service logs tick | wc -l
  tick.2.xbtn6h4w1by1@node1    | to-stderr
  tick.1.jkb07gwbrcdh@node2    | to-stderr
  10
+ 44.70 0.69
node1$ docker service rm tick
  tick
+ 45.79 1.08
node1$ docker service logs tick
  no such task or service: tick
? 1
+ 46.52 0.73
