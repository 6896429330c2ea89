//! How a node comes to be: it founds a swarm, joins one, or finds what an earlier life left.

use std::net::SocketAddrV4;

use api::node::NodeRole;
use api::{ErrorKind, NodeId};
use sim::{Rng, Timestamp};

use super::admission::Admission;
use super::member::Member;
use super::seat::Seat;
use super::{
    ControlError, Disk, InitOptions, JoinOptions, Life, Machine, Moment, Node, NodeProgress,
};
use crate::agent::{Agent, StoredTask};
use crate::certificate::Certificate;
use crate::manager::Manager;
use crate::manager::ca::root;
use crate::manager::founding::{Founding, new_cluster};
use crate::manager::membership;
use crate::manager::raft_node::RaftNode;
use crate::object::Cluster;
use crate::outbox::Outbox;
use crate::remotes::Remotes;

impl Node {
    fn new((machine, rng): (Machine, Rng), life: Life, disk: Disk, moment: Moment) -> Node {
        Node {
            machine,
            advertise: disk.advertise,
            availability: disk.availability,
            rng,
            moment,
            remotes: disk.remotes,
            life,
            outbox: Outbox::default(),
            loopback: std::collections::VecDeque::new(),
            outputs: Vec::new(),
            told: (NodeProgress::Pending, None, false),
        }
    }

    /// A new swarm, whose first manager this is.
    pub(super) fn init(
        options: &InitOptions,
        machine: Machine,
        mut rng: Rng,
        moment: Moment,
    ) -> Node {
        let root_ca = root::new_root(&mut rng, moment.wall);
        let cluster = new_cluster(options, root_ca, &mut rng);
        let certificate = own_certificate(&cluster, &mut rng, moment.wall);
        let identity = (certificate.clone(), cluster.root_ca.certificate.clone());
        let own = membership::Member {
            node_id: certificate.node_id.clone(),
            address: options.advertise,
        };
        let founding = Founding {
            certificate,
            availability: options.availability,
            cluster: Some(Box::new(cluster)),
        };
        let raft = RaftNode::bootstrap(&own, moment.now, &mut rng);
        let manager = Manager::new(raft, founding, rng.split("manager"));
        let disk = Disk {
            advertise: options.advertise,
            availability: options.availability,
            identity: Some(identity),
            remotes: Remotes::of_manager(&own.node_id, own.address),
            tasks: Vec::new(),
            raft: None,
            lock: None,
        };
        let seat = Seat::Manager(Box::new(manager));
        Node::with_seat(disk, seat, (machine, rng), moment)
    }

    /// One manager of a swarm that lost its quorum goes on alone.
    pub(super) fn force_new_cluster(
        options: &InitOptions,
        mut disk: Disk,
        (machine, mut rng): (Machine, Rng),
        moment: Moment,
    ) -> Node {
        disk.advertise = options.advertise;
        let (Some((certificate, _)), Some(raft)) = (&disk.identity, disk.raft.take()) else {
            return Node::resume(disk, machine, rng, moment);
        };
        let own = membership::Member {
            node_id: certificate.node_id.clone(),
            address: options.advertise,
        };
        disk.remotes = Remotes::of_manager(&own.node_id, own.address);
        let founding = Founding {
            certificate: certificate.clone(),
            availability: disk.availability,
            cluster: None,
        };
        let raft = RaftNode::force_new_cluster(raft, &own, moment.now, &mut rng);
        let manager = Manager::new(raft, founding, rng.split("manager"));
        let seat = Seat::Manager(Box::new(manager));
        Node::with_seat(disk, seat, (machine, rng), moment)
    }

    /// A machine that wants in.
    pub(super) fn join(
        options: JoinOptions,
        machine: Machine,
        mut rng: Rng,
        moment: Moment,
    ) -> Node {
        let disk = Disk {
            advertise: options.advertise,
            availability: options.availability,
            identity: None,
            remotes: Remotes::of_addresses(&options.remotes),
            tasks: Vec::new(),
            raft: None,
            lock: None,
        };
        let mut outbox = Outbox::default();
        let admission = rng.split("admission");
        let tools = (moment.now, &mut outbox);
        let life = match Admission::begin(options, &disk.remotes, admission, tools) {
            Ok(admission) => Life::Admission(Box::new(admission)),
            Err(error) => Life::Refused(error),
        };
        let mut node = Node::new((machine, rng), life, disk, moment);
        node.outbox = outbox;
        node
    }

    /// The daemon starts and finds what an earlier one left.
    pub(super) fn resume(disk: Disk, machine: Machine, mut rng: Rng, moment: Moment) -> Node {
        let mut disk = disk;
        if disk.lock.is_some() {
            let life = Life::Locked(Box::new(disk.clone()));
            return Node::new((machine, rng), life, disk, moment);
        }
        let Some((certificate, _)) = &disk.identity else {
            // moby keeps no join token, so a join that was not done cannot be taken up again.
            let refused = ControlError {
                kind: ErrorKind::InvalidParameter,
                message: "invalid join token".to_owned(),
            };
            return Node::new((machine, rng), Life::Refused(refused), disk, moment);
        };
        let seat = match disk.raft.take() {
            Some(raft) if certificate.role == NodeRole::Manager => {
                let founding = Founding {
                    certificate: certificate.clone(),
                    availability: disk.availability,
                    cluster: None,
                };
                let raft = RaftNode::resume(raft, moment.now, &mut rng);
                Seat::Manager(Box::new(Manager::new(raft, founding, rng.split("manager"))))
            }
            Some(_) | None => Seat::Worker,
        };
        Node::with_seat(disk, seat, (machine, rng), moment)
    }

    /// A member that begins with the tasks its disk has.
    fn with_seat(
        mut disk: Disk,
        seat: Seat,
        (machine, mut rng): (Machine, Rng),
        moment: Moment,
    ) -> Node {
        let identity = disk.identity.take();
        let identity = identity.expect("who has a seat has a certificate");
        let tasks = std::mem::take(&mut disk.tasks);
        let agent = agent(&machine, tasks, rng.split("agent"), moment);
        let member = Member::new(identity, (agent, seat), rng.split("member"), moment);
        let mut node = Node::new((machine, rng), Life::Member(Box::new(member)), disk, moment);
        node.with_member(|member, around| member.start(moment, around));
        node
    }

    /// The certificate came: the machine is in.
    pub(super) fn become_member(&mut self, identity: (Certificate, String), moment: Moment) {
        assert!(matches!(self.life, Life::Admission(_)), "admitted once");
        let agent = agent(&self.machine, Vec::new(), self.rng.split("agent"), moment);
        let rng = self.rng.split("member");
        let member = Member::new(identity, (agent, Seat::Worker), rng, moment).newcomer();
        self.life = Life::Member(Box::new(member));
        self.with_member(|member, around| member.start(moment, around));
    }
}

fn agent(machine: &Machine, tasks: Vec<StoredTask>, rng: Rng, moment: Moment) -> Agent {
    let about = (machine.description.clone(), machine.address);
    Agent::new(about, tasks, rng, moment.now)
}

impl Disk {
    /// The folder of Raft is lost, the certificate is not: the node joins the group again.
    pub fn lose_raft(&mut self) {
        self.raft = None;
    }

    /// The machine has another address when it starts again.
    pub fn move_to(&mut self, address: SocketAddrV4) {
        self.advertise = address;
    }

    /// The node is told to look for its managers here.
    pub fn point_at(&mut self, manager: SocketAddrV4) {
        self.remotes = Remotes::of_addresses(&[manager]);
    }
}

/// The founder signs its own first certificate.
fn own_certificate(cluster: &Cluster, rng: &mut Rng, wall: Timestamp) -> Certificate {
    Certificate {
        node_id: NodeId::random(rng),
        role: NodeRole::Manager,
        cluster_id: cluster.id.clone(),
        root_digest: cluster.root_ca.digest.clone(),
        rotation: cluster.root_ca.last_forced_rotation,
        valid_from: wall,
        valid_until: wall,
    }
    .valid_for(cluster.spec.ca_config.node_cert_expiry, wall)
}
