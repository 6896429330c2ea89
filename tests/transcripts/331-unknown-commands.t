# commands and flags that do not exist, wrong numbers of arguments, docker without arguments and docker help
@ hosts 1
node1$ docker
  Usage:  docker [OPTIONS] COMMAND
  
  A self-sufficient runtime for containers
  
  Common Commands:
    run         Create and run a new container from an image
    exec        Execute a command in a running container
    ps          List containers
    build       Build an image from a Dockerfile
    pull        Download an image from a registry
    push        Upload an image to a registry
    images      List images
    login       Authenticate to a registry
    logout      Log out from a registry
    search      Search Docker Hub for images
    version     Show the Docker version information
    info        Display system-wide information
  
  Management Commands:
    builder     Manage builds
    container   Manage containers
    context     Manage contexts
    image       Manage images
    manifest    Manage Docker image manifests and manifest lists
    network     Manage networks
    plugin      Manage plugins
    system      Manage Docker
    trust       Manage trust on Docker images
    volume      Manage volumes
  
  Swarm Commands:
    swarm       Manage Swarm
  
  Commands:
    attach      Attach local standard input, output, and error streams to a running container
    commit      Create a new image from a container's changes
    cp          Copy files/folders between a container and the local filesystem
    create      Create a new container
    diff        Inspect changes to files or directories on a container's filesystem
    events      Get real time events from the server
    export      Export a container's filesystem as a tar archive
    history     Show the history of an image
    import      Import the contents from a tarball to create a filesystem image
    inspect     Return low-level information on Docker objects
    kill        Kill one or more running containers
    load        Load an image from a tar archive or STDIN
    logs        Fetch the logs of a container
    pause       Pause all processes within one or more containers
    port        List port mappings or a specific mapping for the container
    rename      Rename a container
    restart     Restart one or more containers
    rm          Remove one or more containers
    rmi         Remove one or more images
    save        Save one or more images to a tar archive (streamed to STDOUT by default)
    start       Start one or more stopped containers
    stats       Display a live stream of container(s) resource usage statistics
    stop        Stop one or more running containers
    tag         Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE
    top         Display the running processes of a container
    unpause     Unpause all processes within one or more containers
    update      Update configuration of one or more containers
    wait        Block until one or more containers stop, then print their exit codes
  
  Global Options:
        --config string      Location of client config files (default
                             "/root/.docker")
    -c, --context string     Name of the context to use to connect to the
                             daemon (overrides DOCKER_HOST env var and
                             default context set with "docker context use")
    -D, --debug              Enable debug mode
    -H, --host string        Daemon socket to connect to
    -l, --log-level string   Set the logging level ("debug", "info",
                             "warn", "error", "fatal") (default "info")
        --tls                Use TLS; implied by --tlsverify
        --tlscacert string   Trust certs signed only by this CA (default
                             "/root/.docker/ca.pem")
        --tlscert string     Path to TLS certificate file (default
                             "/root/.docker/cert.pem")
        --tlskey string      Path to TLS key file (default
                             "/root/.docker/key.pem")
        --tlsverify          Use TLS and verify the remote
    -v, --version            Print version information and quit
  
  Run 'docker COMMAND --help' for more information on a command.
  
  For more help on how to use Docker, head to https://docs.docker.com/go/guides/
+ 0.37 0.37
node1$ docker help | head -5
  Usage:  docker [OPTIONS] COMMAND
  
  A self-sufficient runtime for containers
  
  Common Commands:
+ 0.86 0.49
node1$ docker --help | head -5
  Usage:  docker [OPTIONS] COMMAND
  
  A self-sufficient runtime for containers
  
  Common Commands:
+ 1.16 0.29
node1$ docker help service
  Usage:  docker service COMMAND
  
  Manage Swarm services
  
  Commands:
    create      Create a new service
    inspect     Display detailed information on one or more services
    logs        Fetch the logs of a service or task
    ls          List services
    ps          List the tasks of one or more services
    rm          Remove one or more services
    rollback    Revert changes to a service's configuration
    scale       Scale one or multiple replicated services
    update      Update a service
  
  Run 'docker service COMMAND --help' for more information on a command.
+ 1.92 0.76
node1$ docker help service ls
  Usage:  docker service ls [OPTIONS]
  
  List services
  
  Aliases:
    docker service ls, docker service list
  
  Options:
    -f, --filter filter   Filter output based on conditions provided
        --format string   Format output using a custom template:
                          'table':            Print output in table format
                          with column headers (default)
                          'table TEMPLATE':   Print output in table format
                          using the given Go template
                          'json':             Print in JSON format
                          'TEMPLATE':         Print output using the given
                          Go template.
                          Refer to https://docs.docker.com/go/formatting/
                          for more information about formatting output with
                          templates
    -q, --quiet           Only display IDs
+ 2.40 0.48
node1$ docker help nope
  unknown help topic: nope
? 1
+ 2.90 0.50
node1$ docker service help
  docker: unknown command: docker service help
  
  Usage:  docker service
  
  Run 'docker service --help' for more information
? 1
+ 3.32 0.42
node1$ docker service --help
  Usage:  docker service COMMAND
  
  Manage Swarm services
  
  Commands:
    create      Create a new service
    inspect     Display detailed information on one or more services
    logs        Fetch the logs of a service or task
    ls          List services
    ps          List the tasks of one or more services
    rm          Remove one or more services
    rollback    Revert changes to a service's configuration
    scale       Scale one or multiple replicated services
    update      Update a service
  
  Run 'docker service COMMAND --help' for more information on a command.
+ 3.69 0.36
node1$ docker service ls --help
  Usage:  docker service ls [OPTIONS]
  
  List services
  
  Aliases:
    docker service ls, docker service list
  
  Options:
    -f, --filter filter   Filter output based on conditions provided
        --format string   Format output using a custom template:
                          'table':            Print output in table format
                          with column headers (default)
                          'table TEMPLATE':   Print output in table format
                          using the given Go template
                          'json':             Print in JSON format
                          'TEMPLATE':         Print output using the given
                          Go template.
                          Refer to https://docs.docker.com/go/formatting/
                          for more information about formatting output with
                          templates
    -q, --quiet           Only display IDs
+ 4.09 0.40
node1$ docker service ls -h
  Flag shorthand -h has been deprecated, use --help
  Usage:  docker service ls [OPTIONS]
  
  List services
  
  Aliases:
    docker service ls, docker service list
  
  Options:
    -f, --filter filter   Filter output based on conditions provided
        --format string   Format output using a custom template:
                          'table':            Print output in table format
                          with column headers (default)
                          'table TEMPLATE':   Print output in table format
                          using the given Go template
                          'json':             Print in JSON format
                          'TEMPLATE':         Print output using the given
                          Go template.
                          Refer to https://docs.docker.com/go/formatting/
                          for more information about formatting output with
                          templates
    -q, --quiet           Only display IDs
+ 4.71 0.62
node1$ docker -h | head -3
  Flag shorthand -h has been deprecated, use --help
  Usage:  docker [OPTIONS] COMMAND
  
  A self-sufficient runtime for containers
+ 5.10 0.39
node1$ docker service ls help
  docker: 'docker service ls' accepts no arguments
  
  Usage:  docker service ls [OPTIONS]
  
  Run 'docker service ls --help' for more information
? 1
+ 5.42 0.32
node1$ docker node --help
  Usage:  docker node COMMAND
  
  Manage Swarm nodes
  
  Commands:
    demote      Demote one or more nodes from manager in the swarm
    inspect     Display detailed information on one or more nodes
    ls          List nodes in the swarm
    promote     Promote one or more nodes to manager in the swarm
    ps          List tasks running on one or more nodes, defaults to current node
    rm          Remove one or more nodes from the swarm
    update      Update a node
  
  Run 'docker node COMMAND --help' for more information on a command.
+ 5.94 0.52
node1$ docker swarm --help
  Usage:  docker swarm COMMAND
  
  Manage Swarm
  
  Commands:
    init        Initialize a swarm
    join        Join a swarm as a node and/or manager
  
  Run 'docker swarm COMMAND --help' for more information on a command.
+ 6.53 0.59
node1$ docker swarm join --help
  Usage:  docker swarm join [OPTIONS] HOST:PORT
  
  Join a swarm as a node and/or manager
  
  Options:
        --advertise-addr string   Advertised address (format:
                                  "<ip|interface>[:port]")
        --availability string     Availability of the node ("active",
                                  "pause", "drain") (default "active")
        --data-path-addr string   Address or interface to use for data path
                                  traffic (format: "<ip|interface>")
        --listen-addr node-addr   Listen address (format:
                                  "<ip|interface>[:port]") (default
                                  0.0.0.0:2377)
        --token string            Token for entry into the swarm
+ 6.88 0.35
node1$ docker node ls --help
  Usage:  docker node ls [OPTIONS]
  
  List nodes in the swarm
  
  Aliases:
    docker node ls, docker node list
  
  Options:
    -f, --filter filter   Filter output based on conditions provided
        --format string   Format output using a custom template:
                          'table':            Print output in table format
                          with column headers (default)
                          'table TEMPLATE':   Print output in table format
                          using the given Go template
                          'json':             Print in JSON format
                          'TEMPLATE':         Print output using the given
                          Go template.
                          Refer to https://docs.docker.com/go/formatting/
                          for more information about formatting output with
                          templates
    -q, --quiet           Only display IDs
+ 7.27 0.39
node1$ docker node ps --help
  Usage:  docker node ps [OPTIONS] [NODE...]
  
  List tasks running on one or more nodes, defaults to current node
  
  Options:
    -f, --filter filter   Filter output based on conditions provided
        --format string   Pretty-print tasks using a Go template
        --no-resolve      Do not map IDs to Names
        --no-trunc        Do not truncate output
    -q, --quiet           Only display task IDs
+ 7.65 0.38
node1$ docker service creat nginx
  docker: unknown command: docker service creat
  
  Usage:  docker service
  
  Run 'docker service --help' for more information
? 1
+ 8.02 0.36
node1$ docker service stop web
  docker: unknown command: docker service stop
  
  Usage:  docker service
  
  Run 'docker service --help' for more information
? 1
+ 8.50 0.48
node1$ docker service start
  docker: unknown command: docker service start
  
  Usage:  docker service
  
  Run 'docker service --help' for more information
? 1
+ 8.99 0.49
node1$ docker swarm status
  docker: unknown command: docker swarm status
  
  Usage:  docker swarm
  
  Run 'docker swarm --help' for more information
? 1
+ 9.36 0.37
node1$ docker swarm join-tokn worker
  docker: unknown command: docker swarm join-tokn
  
  Usage:  docker swarm
  
  Run 'docker swarm --help' for more information
? 1
+ 9.92 0.56
node1$ docker nodes
  docker: unknown command: docker nodes
  
  Run 'docker --help' for more information
? 1
+ 10.42 0.51
node1$ docker node list extra
  docker: 'docker node ls' accepts no arguments
  
  Usage:  docker node ls [OPTIONS]
  
  Run 'docker node ls --help' for more information
? 1
+ 10.89 0.47
node1$ docker Service ls
  docker: unknown command: docker Service
  
  Run 'docker --help' for more information
? 1
+ 11.31 0.42
node1$ docker ls
  docker: unknown command: docker ls
  
  Run 'docker --help' for more information
? 1
+ 11.68 0.37
node1$ docker --version extra
  Docker version 28.5.2+dfsg4, build 9cc6dea35e9a963f281434761c656fba4ac43aed
+ 12.07 0.39
node1$ docker service --nope
  unknown flag: --nope
  
  Usage:  docker service
  
  Run 'docker service --help' for more information
? 125
+ 12.39 0.32
node1$ docker service --nope ls
  unknown flag: --nope
  
  Usage:  docker service
  
  Run 'docker service --help' for more information
? 125
+ 12.79 0.40
node1$ docker -x
  unknown shorthand flag: 'x' in -x
  
  Usage:  docker [OPTIONS] COMMAND [ARG...]
  
  Run 'docker --help' for more information
? 125
+ 13.10 0.31
node1$ docker --log-level nope ps
  Unable to parse logging level: nope
? 1
+ 13.54 0.43
node1$ docker -l
  flag needs an argument: 'l' in -l
  
  Usage:  docker [OPTIONS] COMMAND [ARG...]
  
  Run 'docker --help' for more information
? 125
+ 13.89 0.35
node1$ docker service ls --quiet=maybe
  invalid argument "maybe" for "-q, --quiet" flag: strconv.ParseBool: parsing "maybe": invalid syntax
  
  Usage:  docker service ls [OPTIONS]
  
  Run 'docker service ls --help' for more information
? 125
+ 14.27 0.38
node1$ docker service ls -qq
  Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.
? 1
+ 14.76 0.49
node1$ docker service ls --qui
  unknown flag: --qui
  
  Usage:  docker service ls [OPTIONS]
  
  Run 'docker service ls --help' for more information
? 125
+ 15.21 0.44
node1$ docker service ls -- extra
  docker: 'docker service ls' accepts no arguments
  
  Usage:  docker service ls [OPTIONS]
  
  Run 'docker service ls --help' for more information
? 1
+ 15.78 0.55
node1$ docker service create --
  docker: 'docker service create' requires at least 1 argument
  
  Usage:  docker service create [OPTIONS] IMAGE [COMMAND] [ARG...]
  
  See 'docker service create --help' for more information
? 1
+ 16.42 0.65
node1$ docker service scale --help
  Usage:  docker service scale SERVICE=REPLICAS [SERVICE=REPLICAS...]
  
  Scale one or multiple replicated services
  
  Options:
    -d, --detach   Exit immediately instead of waiting for the service to
                   converge
+ 16.85 0.42
node1$ docker swarm init --help
  Usage:  docker swarm init [OPTIONS]
  
  Initialize a swarm
  
  Options:
        --advertise-addr string                  Advertised address
                                                 (format:
                                                 "<ip|interface>[:port]")
        --autolock                               Enable manager autolocking
                                                 (requiring an unlock key
                                                 to start a stopped manager)
        --availability string                    Availability of the node
                                                 ("active", "pause",
                                                 "drain") (default "active")
        --cert-expiry duration                   Validity period for node
                                                 certificates
                                                 (ns|us|ms|s|m|h) (default
                                                 2160h0m0s)
        --data-path-addr string                  Address or interface to
                                                 use for data path traffic
                                                 (format: "<ip|interface>")
        --data-path-port uint32                  Port number to use for
                                                 data path traffic (1024 -
                                                 49151). If no value is set
                                                 or is set to 0, the
                                                 default port (4789) is used.
        --default-addr-pool ipNetSlice           default address pool in
                                                 CIDR format (default [])
        --default-addr-pool-mask-length uint32   default address pool
                                                 subnet mask length (default 24)
        --dispatcher-heartbeat duration          Dispatcher heartbeat
                                                 period (ns|us|ms|s|m|h)
                                                 (default 5s)
        --external-ca external-ca                Specifications of one or
                                                 more certificate signing
                                                 endpoints
        --force-new-cluster                      Force create a new cluster
                                                 from current state
        --listen-addr node-addr                  Listen address (format:
                                                 "<ip|interface>[:port]")
                                                 (default 0.0.0.0:2377)
        --max-snapshots uint                     Number of additional Raft
                                                 snapshots to retain
        --snapshot-interval uint                 Number of log entries
                                                 between Raft snapshots
                                                 (default 10000)
        --task-history-limit int                 Task history retention
                                                 limit (default 5)
+ 17.33 0.48
node1$ docker swarm leave --help --nope
  unknown flag: --nope
  
  Usage:  docker swarm leave [OPTIONS]
  
  Run 'docker swarm leave --help' for more information
? 125
+ 17.76 0.43
node1$ docker swarm leave --nope --help
  unknown flag: --nope
  
  Usage:  docker swarm leave [OPTIONS]
  
  Run 'docker swarm leave --help' for more information
? 125
+ 18.28 0.50
node1$ docker swarm init --force-new-cluster=x
  invalid argument "x" for "--force-new-cluster" flag: strconv.ParseBool: parsing "x": invalid syntax
  
  Usage:  docker swarm init [OPTIONS]
  
  Run 'docker swarm init --help' for more information
? 125
+ 18.70 0.42
node1$ docker swarm join-token --help worker
  Usage:  docker swarm join-token [OPTIONS] (worker|manager)
  
  Manage join tokens
  
  Options:
    -q, --quiet    Only display token
        --rotate   Rotate join token
+ 19.16 0.46
node1$ docker swarm join-token --rotate
  docker: 'docker swarm join-token' requires 1 argument
  
  Usage:  docker swarm join-token [OPTIONS] (worker|manager)
  
  Run 'docker swarm join-token --help' for more information
? 1
+ 19.53 0.37
node1$ docker swarm join-token wrk
  unknown role wrk
? 1
+ 20.04 0.50
node1$ docker compose up
  docker: unknown command: docker compose
  
  Run 'docker --help' for more information
? 1
+ 20.54 0.50
node1$ docker stack
  Usage:  docker stack COMMAND
  
  Manage Swarm stacks
  
  Commands:
    config      Outputs the final config file, after doing merges and interpolations
    deploy      Deploy a new stack or update an existing stack
    ls          List stacks
    ps          List the tasks in the stack
    rm          Remove one or more stacks
    services    List the services in the stack
  
  Run 'docker stack COMMAND --help' for more information on a command.
+ 21.04 0.50
