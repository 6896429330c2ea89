app-name = Swarm Lab
tagline = A multi-node Docker Swarm in this browser tab
skip-to-terminal = Skip to the terminal

home = Labs
start-now = Start
continue-lab = Continue
lab-done = Done
catalogue-intro = Real commands, real answers: every node has its own terminal, daemon, disk and network card, and nothing leaves this page.
catalogue-title = Labs
minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
goals-met = { $met } of { $all } goals
part = Part { $number }

sandbox = Sandbox
sandbox-intro = Blank machines to do with as you like. Nothing you break here matters.
sandbox-3-blank = 3 blank nodes
sandbox-1m2w = 1 manager, 2 workers
sandbox-3m2w = 3 managers, 2 workers
sandbox-new = New sandbox
sandbox-goal-free = No goals here. Try something.

language-other = 한국어
theme-dark = Dark
theme-light = Light
settings = Settings
theme = Theme
keys = Keys
keys-title = Keys
close = Close
key-regions = next and previous region
key-pause = pause or play
key-step = step to the next event
key-terminal = terminal of node 1 … 9
key-complete = complete the word
key-history = earlier and later commands
key-interrupt = copy the selection, else interrupt
key-clear = clear the terminal
key-leave = leave the terminal, so that Tab moves on
key-next-step = next step of the lab

region-text = Text
region-map = Map
region-terminal = Terminal
region-time = Time
regions = Regions

lab-steps = Steps
step-of = Step { $number } of { $all }
step-next = Next step
step-back = Back
lab-finish = To the labs
goals = Goals
goal-met = met
goal-open = not met yet
goals-all-met = All goals are met.
goals-none-here = No goals in this step.
show-on-map = Show on the map
hint = Hint { $shown } of { $all }
reset-step = Reset step
reset-step-done = Back to the state at the beginning of this step.
run-on = Run on { $machine }
run-on-label = : run “{ $command }”
copy = Copy
copied = Copied
to-prompt = Into the prompt
fault-do = Break it: { $fault }

map-title = Nodes
map-empty = No machine is here.
swarm-none = not in a swarm
swarm-pending = joining
role-leader = leader
role-manager = manager
role-worker = worker
role-client = client outside
node-ready = Ready
node-down = Down
node-unknown = Unknown
node-disconnected = Disconnected
power-off-word = switched off
daemon-stopped = daemon stopped
daemon-starting = daemon starting
daemon-stopping = daemon stopping
daemon-frozen = daemon frozen
unplugged = cable unplugged
availability-drain = drain
availability-pause = pause
no-quorum = No leader: { $alive } of { $all } managers are there, { $needed } are needed. What runs goes on running; nothing can be changed.
tasks-none = no tasks
tasks-waiting = Waiting for a node
tasks-more = and { $count } more
last-known = last known
others-think = as { $machine } knows it

state-new = new
state-pending = pending
state-assigned = assigned
state-accepted = accepted
state-preparing = preparing
state-ready = ready
state-starting = starting
state-running = running
state-stopping = stopping
state-complete = complete
state-shutdown = shut down
state-failed = failed
state-rejected = rejected
state-remove = removing
state-orphaned = orphaned

why-here = Why { $node }?
why-nowhere = Why on no node?
why-unknown = This was decided by an earlier leader, or is not decided yet.
why-no-nodes = There was no node to look at.
why-node = node
why-verdict = verdict
why-of-service = tasks of the service
why-all = all tasks
why-failures = recent failures
why-chosen = chosen
why-fits = could take it
why-not-needed = not needed: others were better
why-then = fitted at first, then: { $refusal }
why-rule-best = Of the nodes that can take it, the one with the fewest recent failures, then the fewest tasks of the service, then the fewest tasks wins.
why-rule-tie = Several were equally good: then the order in which the nodes come to hand decides.
why-rule-none = It starts as soon as one node meets every condition.
refused-not-ready = not ready, or not active
refused-resources = not enough CPU, memory or generic resources
refused-plugin = lacks a plugin
refused-constraints = does not meet the constraints
refused-platform = another platform
refused-host-port = the port of the machine is taken
refused-max-replicas = has as many replicas as allowed per node
refused-volumes = has not the cluster volume
slot-before = Before it in this slot

faults-of = Faults on { $machine }
faults = Faults
faults-more = All faults …
faults-machine = The machine
faults-ports = Ports that others cannot reach
faults-wires = Wires between { $machine } and
wires-all = all others
wire-cut = Cut
wire-cut-out = Cut outgoing only
wire-cut-in = Cut incoming only
wire-slow = Slow (+200 ms)
wire-lossy = Lose 30 %
wire-jumbled = Double and reorder
wire-mend = Mend
faults-none = Nothing else is broken.
faults-now = Broken now
fault-undo = Undo
fault-power-off = Pull the power
fault-power-on = Power on
fault-stop-daemon = Stop the daemon
fault-start-daemon = Start the daemon
fault-kill-daemon = Kill the daemon
fault-unplug = Unplug the cable
fault-plug = Plug the cable in
fault-freeze-daemon = Freeze the daemon
fault-thaw-daemon = Thaw the daemon
fault-freeze = Freeze the machine
fault-thaw = Thaw the machine
fault-cut-wire = Cut the wire
fault-mend-wire = Mend the wire
fault-degrade-wire = Make the wire poor
fault-block-port = Block the port
fault-unblock-port = Unblock the port
fault-registry-down = Take the registry away
fault-registry-up = Give the registry back
fault-fill-disk = Fill the disk
fault-free-disk = Free the disk
fault-clock-wrong = Set the clock wrong
fault-clock-right = Set the clock right
open-terminal = Terminal

terminals = Terminals
panes = Panes
panes-count = { $count ->
    [one] 1 pane
   *[other] { $count } panes
}
terminal-of = Terminal of { $machine }
terminal-input = Command on { $machine }
terminal-busy = a program is running; Ctrl+C stops it
terminal-off = { $machine } is switched off
block-title = { $machine }: { $command }
block-exit = exit { $status }
block-running = running
completions = { $count ->
    [one] 1 completion
   *[other] { $count } completions
}
paste-queued = { $count ->
    [one] 1 line waits
   *[other] { $count } lines wait
}
interrupt = Stop
address-copy = Copy address { $address }

time-title = Time
time-pause = Pause
time-play = Play
time-paused = paused
time-speed = Speed
time-step = To the next event
time-skip = Skip 10 s
time-next = next event in { $seconds } s
time-quiet = nothing is due
time-clock = Virtual time { $clock }

saved-damaged = The saved session could not be read. It was put aside, and this is a fresh start.
broken-title = Something broke inside the page.
broken-text = Your session was saved with your last command. Reload the page to go on from there.
reload = Reload
news-task = { $service }: { $running } of { $desired } running
news-node = { $node } is { $state }
news-goal = Goal met: { $goal }
