//! Whole stories: what happens to a swarm when machines die, told by what people see.
#![allow(clippy::unwrap_used, reason = "a test's panic is its report")]

mod story {
    //! Types commands and lets time pass.

    use engine::{Duration, Fault, Input, MachineId, Plan, World};

    /// A world and the hands of a person in it.
    pub struct Story {
        pub world: World,
    }

    impl Story {
        /// `managers` and `workers` joined, on machines named in that order.
        pub fn swarm(managers: u16, workers: u16, seed: u64) -> Story {
            let plan = Plan::blank(managers + workers).with_client();
            let mut story = Story {
                world: World::new(&plan, seed),
            };
            story.must("node1", "docker swarm init --advertise-addr 192.168.99.11");
            for number in 2..=managers + workers {
                let role = if number <= managers {
                    "manager"
                } else {
                    "worker"
                };
                let token = story.must("node1", &format!("docker swarm join-token -q {role}"));
                let command = format!(
                    "docker swarm join --token {} 192.168.99.11:2377",
                    token.trim()
                );
                story.must(&format!("node{number}"), &command);
            }
            story.wait(5);
            story
        }

        /// Runs a command to its end: output and exit status.
        pub fn run(&mut self, machine: &str, command: &str) -> (String, u8) {
            let machine = self.machine(machine);
            let input = Input::Script {
                machine,
                script: command.to_owned(),
                tty: None,
            };
            let terminal = self.world.input(input).unwrap().unwrap();
            let limit = self.world.now() + Duration::from_secs(120);
            while self.world.script(terminal).unwrap().exit.is_none() {
                let at = self.world.next_event_at().expect("something happens");
                assert!(at <= limit, "`{command}` does not end");
                self.world.run_until(at);
            }
            let script = self.world.script(terminal).unwrap();
            (script.raw.clone(), script.exit.unwrap())
        }

        /// Runs a command that succeeds.
        pub fn must(&mut self, machine: &str, command: &str) -> String {
            let (output, status) = self.run(machine, command);
            assert_eq!(status, 0, "`{command}` on {machine}: {output}");
            output
        }

        pub fn wait(&mut self, seconds: u64) {
            let until = self.world.now() + Duration::from_secs(seconds);
            self.world.run_until(until);
        }

        pub fn fault(&mut self, fault: impl Fn(MachineId) -> Fault, machine: &str) {
            let machine = self.machine(machine);
            self.world.input(Input::Fault(fault(machine))).unwrap();
        }

        pub fn machine(&self, name: &str) -> MachineId {
            self.world.view().machine(name).unwrap().id
        }
    }
}

use engine::{Fault, RaftRole};
use story::Story;

/// Which machines lead, with their terms.
fn leaders(story: &Story) -> Vec<(String, u64)> {
    let view = story.world.view();
    let leads = |machine: &std::sync::Arc<engine::MachineView>| {
        let manager = machine.member.as_ref()?.manager.as_ref()?;
        (manager.role == RaftRole::Leader).then(|| (machine.name.clone(), manager.term))
    };
    view.machines.iter().filter_map(leads).collect()
}

#[test]
fn a_dead_leader_is_replaced_and_comes_back_as_follower() {
    for seed in 1..=5 {
        let mut story = Story::swarm(3, 1, seed);
        story.must(
            "node1",
            "docker service create --detach --name web --replicas 4 nginx:alpine",
        );
        story.wait(20);
        assert_eq!(leaders(&story).len(), 1);
        let died = story.world.now();
        story.fault(Fault::PowerOff, "node1");
        while leaders(&story).is_empty() {
            let at = story.world.next_event_at().unwrap();
            story.world.run_until(at);
        }
        let seconds = story.world.now().since(died).as_secs();
        // SWARMKIT §2.2: the first follower stands after 10 to 19 ticks of a second.
        assert!((9..=20).contains(&seconds), "seed {seed}: {seconds} s");
        story.wait(5);
        let listing = story.must(
            "node2",
            "docker service ls --format '{{.Name}} {{.Replicas}}'",
        );
        assert!(listing.starts_with("web "), "{listing}");
        story.must("node3", "docker service scale --detach web=6");

        story.fault(Fault::PowerOn, "node1");
        story.wait(60);
        assert_eq!(leaders(&story).len(), 1, "seed {seed}");
        assert_ne!(leaders(&story)[0].0, "node1", "seed {seed}");
        let view = story.world.view();
        let stores: Vec<_> = ["node1", "node2", "node3"]
            .iter()
            .map(|name| {
                view.machine(name)
                    .unwrap()
                    .member
                    .as_ref()
                    .unwrap()
                    .manager
                    .as_ref()
                    .unwrap()
                    .store
                    .clone()
            })
            .collect();
        assert_eq!(stores[0].services, stores[1].services);
        assert_eq!(stores[0].tasks, stores[1].tasks);
        assert_eq!(stores[1].tasks, stores[2].tasks);
        assert_eq!(stores[0].version, stores[1].version);
    }
}

#[test]
fn without_quorum_commands_fail_and_traffic_goes_on() {
    let mut story = Story::swarm(3, 1, 7);
    story.must(
        "node1",
        "docker service create --detach --name web --replicas 4 -p 8080:80 nginx:alpine",
    );
    story.wait(20);
    story.must("client", "curl -s -o /dev/null http://192.168.99.14:8080");
    story.fault(Fault::PowerOff, "node2");
    story.fault(Fault::PowerOff, "node3");
    story.wait(60);
    let (output, status) = story.run("node1", "docker service scale web=8");
    assert_eq!(status, 1);
    assert!(
        output.contains("The swarm does not have a leader."),
        "{output}"
    );
    let (output, status) = story.run("node1", "docker node ls");
    assert_eq!(status, 1);
    assert!(
        output.contains("The swarm does not have a leader."),
        "{output}"
    );
    for _ in 0..4 {
        story.must(
            "client",
            "curl -s --max-time 5 -o /dev/null http://192.168.99.14:8080",
        );
    }
    let running = story.must("node4", "docker ps -q");
    assert!(!running.trim().is_empty(), "containers run on");
}

#[test]
fn a_worker_without_power_loses_its_tasks_to_others() {
    let mut story = Story::swarm(1, 2, 3);
    story.must(
        "node1",
        "docker service create --detach --name web --replicas 6 nginx:alpine",
    );
    story.wait(20);
    story.fault(Fault::PowerOff, "node3");
    story.wait(12);
    let status = story.must(
        "node1",
        "docker node ls --filter name=node3 --format '{{.Status}}'",
    );
    assert_eq!(
        status.trim(),
        "Ready",
        "a node is down only after its heartbeats were missed"
    );
    story.wait(30);
    let status = story.must(
        "node1",
        "docker node ls --filter name=node3 --format '{{.Status}}'",
    );
    assert_eq!(status.trim(), "Down");
    // FINDINGS [072]: tasks of the dead node still count as running.
    let replicas = story.must("node1", "docker service ls --format '{{.Replicas}}'");
    assert_eq!(replicas.trim(), "8/6");
    story.fault(Fault::PowerOn, "node3");
    story.wait(40);
    let replicas = story.must("node1", "docker service ls --format '{{.Replicas}}'");
    assert_eq!(replicas.trim(), "6/6");
}
