# the networks a swarm brings: ls and inspect of ingress, docker_gwbridge, bridge, host, none; numbers of new overlays
@ cluster managers=1 workers=1
node1$ docker network ls
  NETWORK ID     NAME              DRIVER    SCOPE
  39428277534e   bridge            bridge    local
  21543c36435b   docker_gwbridge   bridge    local
  516585c9e853   host              host      local
  n6y1vq8fplxz   ingress           overlay   swarm
  060584db668c   none              null      local
+ 0.69 0.69
node2$ docker network ls
  NETWORK ID     NAME      DRIVER    SCOPE
  7324aed34fc0   bridge    bridge    local
  4213c80f8da5   host      host      local
  n6y1vq8fplxz   ingress   overlay   swarm
  c3efa263dde0   none      null      local
+ 1.03 0.34
node1$ docker network ls --format '{{.Name}} {{.Driver}} {{.Scope}}'
  bridge bridge local
  docker_gwbridge bridge local
  host host local
  ingress overlay swarm
  none null local
+ 1.55 0.52
node1$ docker network ls --filter driver=overlay
  NETWORK ID     NAME      DRIVER    SCOPE
  n6y1vq8fplxz   ingress   overlay   swarm
+ 2.04 0.49
node1$ docker network ls --filter scope=local --format '{{.Name}}'
  bridge
  docker_gwbridge
  host
  none
+ 3.19 1.15
node1$ docker network ls --filter name=ing
  NETWORK ID     NAME      DRIVER    SCOPE
  n6y1vq8fplxz   ingress   overlay   swarm
+ 3.57 0.38
node1$ docker network ls --filter type=builtin --format '{{.Name}}'
  bridge
  host
  none
+ 4.09 0.52
node1$ docker network ls --filter foo=bar
  Error response from daemon: invalid filter 'foo'
? 1
+ 5.05 0.96
node1$ docker network ls -q | wc -l
  5
+ 5.64 0.58
node1$ docker network ls --no-trunc --format '{{.Name}} {{len .ID}}'
  bridge 64
  docker_gwbridge 64
  host 64
  ingress 25
  none 64
+ 6.03 0.39
node1$ docker network ls --format json --filter name=ingress
  {"CreatedAt":"2026-11-21 08:52:37.273489327 +0000 UTC","Driver":"overlay","ID":"n6y1vq8fplxz","IPv4":"true","IPv6":"false","Internal":"false","Labels":"","Name":"ingress","Scope":"swarm"}
+ 6.59 0.56
node1$ docker network ls --format '{{.Nope}}'
  template parsing error: template: :1:2: executing "" at <.Nope>: can't evaluate field Nope in type *network.networkContext
? 1
+ 7.41 0.81
node1$ docker network ls extra
  docker: 'docker network ls' accepts no arguments
  
  Usage:  docker network ls [OPTIONS]
  
  Run 'docker network ls --help' for more information
? 1
+ 8.04 0.63
node1$ docker network inspect ingress
  [
      {
          "Name": "ingress",
          "Id": "n6y1vq8fplxzomblszegivvcw",
          "Created": "2026-11-21T08:52:37.762670255Z",
          "Scope": "swarm",
          "Driver": "overlay",
          "EnableIPv4": true,
          "EnableIPv6": false,
          "IPAM": {
              "Driver": "default",
              "Options": null,
              "Config": [
                  {
                      "Subnet": "10.0.0.0/24",
                      "Gateway": "10.0.0.1"
                  }
              ]
          },
          "Internal": false,
          "Attachable": false,
          "Ingress": true,
          "ConfigFrom": {
              "Network": ""
          },
          "ConfigOnly": false,
          "Containers": {
              "ingress-sbox": {
                  "Name": "ingress-endpoint",
                  "EndpointID": "da265e1e93df208c072143577a644249b693673a2a6850eb430e1fd67435a9e1",
                  "MacAddress": "02:42:0a:00:00:02",
                  "IPv4Address": "10.0.0.2/24",
                  "IPv6Address": ""
              }
          },
          "Options": {
              "com.docker.network.driver.overlay.vxlanid_list": "4096"
          },
          "Labels": {},
          "Peers": [
              {
                  "Name": "bce6ba8ee9f2",
                  "IP": "192.168.99.11"
              },
              {
                  "Name": "8f47d7fa47ea",
                  "IP": "192.168.99.12"
              }
          ]
      }
  ]
+ 8.77 0.72
node2$ docker network inspect ingress --format '{{.Scope}} {{.Ingress}} {{json .IPAM.Config}}'
  swarm true [{"Subnet":"10.0.0.0/24","Gateway":"10.0.0.1"}]
+ 9.33 0.57
node1$ docker network inspect docker_gwbridge
  [
      {
          "Name": "docker_gwbridge",
          "Id": "21543c36435b17430b715fd4185827350efea240783ef74f30d23e2d596c9a57",
          "Created": "2026-11-21T08:52:38.563149999Z",
          "Scope": "local",
          "Driver": "bridge",
          "EnableIPv4": true,
          "EnableIPv6": false,
          "IPAM": {
              "Driver": "default",
              "Options": null,
              "Config": [
                  {
                      "Subnet": "172.18.0.0/16",
                      "Gateway": "172.18.0.1"
                  }
              ]
          },
          "Internal": false,
          "Attachable": false,
          "Ingress": false,
          "ConfigFrom": {
              "Network": ""
          },
          "ConfigOnly": false,
          "Containers": {
              "ingress-sbox": {
                  "Name": "gateway_ingress-sbox",
                  "EndpointID": "e03ff5e1663be73821dde2ee171ca2b7b58f3b733d3f3c0265e874abafa0204a",
                  "MacAddress": "52:70:de:ec:a3:72",
                  "IPv4Address": "172.18.0.2/16",
                  "IPv6Address": ""
              }
          },
          "Options": {
              "com.docker.network.bridge.enable_icc": "false",
              "com.docker.network.bridge.enable_ip_masquerade": "true",
              "com.docker.network.bridge.name": "docker_gwbridge"
          },
          "Labels": {}
      }
  ]
+ 10.08 0.75
node1$ docker network inspect bridge --format '{{json .IPAM.Config}} {{json .Options}}'
  [{"Subnet":"172.17.0.0/16","Gateway":"172.17.0.1"}] {"com.docker.network.bridge.default_bridge":"true","com.docker.network.bridge.enable_icc":"true","com.docker.network.bridge.enable_ip_masquerade":"true","com.docker.network.bridge.host_binding_ipv4":"0.0.0.0","com.docker.network.bridge.name":"docker0","com.docker.network.driver.mtu":"1500"}
+ 11.25 1.17
node1$ docker network inspect host none --format '{{.Name}} {{.Driver}} {{.Scope}}'
  host host local
  none null local
+ 12.01 0.76
node1$ docker network inspect ingress nope --format '{{.Name}}'
  ingress
  Error response from daemon: network nope not found
? 1
+ 13.03 1.02
node1$ docker network create -d overlay n1
  u1oimnlmrnln5qp7r0x5ef4zx
+ 13.49 0.47
node1$ docker network create -d overlay n2
  xi7njqb3xrfur4l1clywxx9xo
+ 13.94 0.44
node1$ docker network inspect n1 n2 --format '{{.Name}} {{json .IPAM.Config}} {{json .Options}}'
  n1 [{"Subnet":"10.0.1.0/24","Gateway":"10.0.1.1"}] {"com.docker.network.driver.overlay.vxlanid_list":"4097"}
  n2 [{"Subnet":"10.0.2.0/24","Gateway":"10.0.2.1"}] {"com.docker.network.driver.overlay.vxlanid_list":"4098"}
+ 14.36 0.42
node1$ docker network rm n1
  n1
+ 15.08 0.73
node1$ docker network create -d overlay n3
  q95oetke4ajkjott6ruokz2pp
+ 15.93 0.85
node1$ docker network inspect n3 --format '{{json .IPAM.Config}} {{json .Options}}'
  [{"Subnet":"10.0.1.0/24","Gateway":"10.0.1.1"}] {"com.docker.network.driver.overlay.vxlanid_list":"4099"}
+ 16.62 0.69
node2$ docker network ls --format '{{.Name}}'
  bridge
  docker_gwbridge
  host
  ingress
  none
+ 17.21 0.60
node2$ docker swarm leave
  Node left the swarm.
+ 21.22 3.98
node2$ docker network ls --format '{{.Name}}'
  bridge
  docker_gwbridge
  host
  none
+ 21.73 0.51
node1$ docker network rm ingress < /dev/null
  WARNING! Before removing the routing-mesh network, make sure all the nodes in your swarm run the same docker engine version. Otherwise, removal may not be effective and functionality of newly create ingress networks will be impaired.
  Are you sure you want to continue? [y/N] 
~
+ 22.18 0.45
node1$ docker network rm bridge
  Error response from daemon: bridge is a pre-defined network and cannot be removed
  exit status 1
? 1
+ 22.72 0.54
