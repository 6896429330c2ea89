# a published port asked with curl: from every node, headers, status codes, missing pages, closed ports, names
@ cluster managers=1 workers=2
@ image nginx:alpine
node1$ curl http://node1:8080
  curl: (7) Failed to connect to node1:8080 after 14 ms: Could not connect to server
? 7
+ 0.17 0.17
node1$ curl -s http://node1:8080; echo "status $?"
  status 7
+ 0.37 0.21
node1$ docker service create -d --name web --replicas 1 --constraint node.hostname==node3 -p 8080:80 nginx:alpine
  qccsyln1psbjpfyyj9h6nxhy7
+ 2.40 2.02
@ until node1$ docker service ls =~ 1/1 60s
+ 8.92
@ wait 2s
+ 10.92
node1$ curl http://node1:8080
    % Total    % Received % Xferd  Average Speed  Time    Time    Time   Current
                                   Dload  Upload  Total   Spent   Left   Speed
    0      0   0      0   0      0      0      0                              0100    615 100    615   0      0  31010      0                              0100    615 100    615   0      0  29839      0                              0100    615 100    615   0      0  28703      0                              0
  <!DOCTYPE html>
  <html>
  <head>
  <title>Welcome to nginx!</title>
  <style>
  html { color-scheme: light dark; }
  body { width: 35em; margin: 0 auto;
  font-family: Tahoma, Verdana, Arial, sans-serif; }
  </style>
  </head>
  <body>
  <h1>Welcome to nginx!</h1>
  <p>If you see this page, the nginx web server is successfully installed and
  working. Further configuration is required.</p>
  
  <p>For online documentation and support please refer to
  <a href="http://nginx.org/">nginx.org</a>.<br/>
  Commercial support is available at
  <a href="http://nginx.com/">nginx.com</a>.</p>
  
  <p><em>Thank you for using nginx.</em></p>
  </body>
  </html>
+ 11.09 0.17
node1$ curl -s http://192.168.99.12:8080 | grep title
  <title>Welcome to nginx!</title>
+ 11.35 0.25
node2$ curl -s localhost:8080 | head -4
  <!DOCTYPE html>
  <html>
  <head>
  <title>Welcome to nginx!</title>
+ 11.52 0.18
node2$ curl -s 127.0.0.1:8080/ | wc -l
  23
+ 11.64 0.12
node1$ curl -I http://node3:8080
    % Total    % Received % Xferd  Average Speed  Time    Time    Time   Current
                                   Dload  Upload  Total   Spent   Left   Speed
    0      0   0      0   0      0      0      0                              0  0    615   0      0   0      0      0      0                              0  0    615   0      0   0      0      0      0                              0  0    615   0      0   0      0      0      0                              0
  HTTP/1.1 200 OK
  Server: nginx/1.29.0
  Date: Sat, 21 Nov 2026 08:30:53 GMT
  Content-Type: text/html
  Content-Length: 615
  Connection: close
  
+ 11.83 0.19
node1$ curl -sI http://node2:8080/ | grep Server
  Server: nginx/1.29.0
+ 12.06 0.23
node1$ curl -s -o /dev/null -w '%{http_code}\n' http://node1:8080/
  200
+ 12.25 0.19
node1$ curl -s -o /dev/null -w '%{http_code} %{size_download} %{content_type}\n' http://node1:8080/nope
  404 153 text/html
+ 12.44 0.20
node1$ curl -s http://node1:8080/nope
  <html>
  <head><title>404 Not Found</title></head>
  <body>
  <center><h1>404 Not Found</h1></center>
  <hr><center>nginx/1.29.0</center>
  </body>
  </html>
+ 12.79 0.35
node1$ curl -sf http://node1:8080/nope; echo $?
  22
+ 13.01 0.22
node1$ curl -f http://node1:8080/nope
    % Total    % Received % Xferd  Average Speed  Time    Time    Time   Current
                                   Dload  Upload  Total   Spent   Left   Speed
    0      0   0      0   0      0      0      0                              0
  curl: (22) The requested URL returned error: 404
? 22
+ 13.22 0.21
node1$ curl -sS http://node1:9999/; echo $?
  curl: (7) Failed to connect to node1:9999 after 43 ms: Could not connect to server
  7
+ 13.35 0.13
node1$ curl -sS http://nosuchhost:8080/; echo $?
  curl: (6) Could not resolve host: nosuchhost
  6
+ 13.55 0.20
node1$ curl -s -o page.html http://node1:8080/ && wc -c page.html && grep -c nginx page.html
  615 page.html
  6
+ 13.86 0.30
node1$ curl -sv http://node1:8080/nope 2>&1 | grep -E '^[<>*]' | head -20
  * Host node1:8080 was resolved.
  * IPv6: (none)
  * IPv4: 127.0.1.1
  *   Trying 127.0.1.1:8080...
  * Established connection to node1 (127.0.1.1 port 8080) from 127.0.0.1 port 50468 
  * using HTTP/1.x
  > GET /nope HTTP/1.1
  > Host: node1:8080
  > User-Agent: curl/8.23.0
  > Accept: */*
  > 
  * Request completely sent off
  < HTTP/1.1 404 Not Found
  < Server: nginx/1.29.0
  < Date: Sat, 21 Nov 2026 08:30:55 GMT
  < Content-Type: text/html
  < Content-Length: 153
  < Connection: close
  < 
  * shutting down connection #0
+ 14.06 0.20
node1$ for n in node1 node2 node3; do curl -s -o /dev/null -w "$n %{http_code}\n" http://$n:8080/; done
  node1 200
  node2 200
  node3 200
+ 14.32 0.26
node1$ curl -s --connect-timeout 2 http://192.168.99.99:8080/; echo $?
  28
+ 16.42 2.10
node1$ curl -s -m 2 http://192.168.99.99:8080/; echo $?
  7
+ 17.53 1.12
node1$ curl --max-time 2 http://192.168.99.99:8080/
  curl: (28) Connection timed out after 2001 milliseconds
? 28
+ 19.63 2.10
node1$ curl
  curl: try 'curl --help' or 'curl --manual' for more information
? 2
+ 19.74 0.10
node1$ curl --nope http://node1:8080/
  curl: option --nope: is unknown
  curl: try 'curl --help' or 'curl --manual' for more information
? 2
+ 19.83 0.09
node1$ curl -s http://node1:8080/ http://node2:8080/ | grep -c '<h1>'
  2
+ 19.97 0.14
node1$ docker service scale -d web=0
  web scaled to 0
+ 21.51 1.54
@ wait 8s
+ 29.56
node1$ curl -sS -m 3 http://node1:8080/; echo $?
  curl: (7) Failed to connect to node1:8080 after 24 ms: Could not connect to server
  7
+ 29.87 0.31
node1$ docker service rm web
  web
+ 30.48 0.61
@ wait 2s
+ 32.49
node1$ curl -sS -m 3 http://node1:8080/; echo $?
  curl: (7) Failed to connect to node1:8080 after 91 ms: Could not connect to server
  7
+ 32.74 0.25
