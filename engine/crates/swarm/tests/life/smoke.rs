//! A swarm comes to be.

use swarm::{ControlRequest, NodeProgress};

use crate::rig::Rig;

#[test]
fn a_swarm_of_five_comes_to_be() {
    let mut rig = Rig::new(5, 1);
    rig.init(0);
    rig.run(1);
    let tokens = rig.tokens(0);
    for machine in [1, 2] {
        rig.join(machine, &tokens.manager, machine - 1);
        rig.run(3);
    }
    for machine in [3, 4] {
        rig.join(machine, &tokens.worker, machine - 2);
        rig.run(2);
    }
    for machine in 0..5 {
        let node = rig.node(machine).unwrap();
        assert_eq!(node.progress(), NodeProgress::Active);
        assert_eq!(node.managers().len(), 3);
        assert_eq!(node.store().is_some(), machine < 3);
    }
    let filters = Default::default();
    let nodes = rig.ask(2, ControlRequest::ListNodes { filters });
    assert!(nodes.is_ok(), "{nodes:?}");
}
