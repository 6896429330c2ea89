//! `@ why node1$ web.3`: why a task got its node, or none, as lines of a transcript.

use engine::{MachineId, NodeWhy, Rank, Standing, TaskView, World};

/// What the scheduler saw of each node when it decided about a task that this machine's manager
/// knows by this name.
pub fn why(world: &World, machine: MachineId, name: &str) -> Vec<String> {
    let view = world.view();
    let found = view.machines.iter().find(|it| it.id == machine);
    let manager = found.and_then(|it| it.member.as_ref()?.manager.as_ref());
    let Some(manager) = manager else {
        return vec!["this node is not a swarm manager".to_owned()];
    };
    // The newest of a slot is the one that counts.
    let named = manager.store.tasks.iter().filter(|task| task.name == name);
    let Some(task) = named.max_by_key(|task| (!task.state.is_terminal(), task.since)) else {
        return vec![format!("no such task: {name}")];
    };
    let Some(why) = world.why(&task.id) else {
        return vec![format!("{name}: decided by an earlier leader, or not yet")];
    };
    let nodes = &manager.store.nodes;
    let chosen = nodes
        .iter()
        .find(|node| Some(&node.id) == task.node_id.as_ref());
    let place = chosen.map_or("no node".to_owned(), |node| node.hostname.clone());
    let mut lines = vec![format!("{name} is on {place}")];
    lines.extend(why.nodes.iter().map(|node| line(node, task)));
    lines
}

fn line(node: &NodeWhy, task: &TaskView) -> String {
    let is_chosen = task.node_id.as_ref() == Some(&node.node_id);
    let verdict = match (node.standing, node.then_refused) {
        (Standing::Refused(refusal), _) => refusal.explain(1),
        (Standing::Fits(rank), _) if is_chosen => format!("chosen: {}", counts(rank)),
        (Standing::Fits(rank), Some(refusal)) => {
            format!("fits: {}; then {}", counts(rank), refusal.explain(1))
        }
        (Standing::Fits(rank), None) => format!("fits: {}", counts(rank)),
        (Standing::NotNeeded(rank), _) => format!("not needed: {}", counts(rank)),
    };
    format!("{}: {verdict}", node.hostname)
}

fn counts(rank: Rank) -> String {
    let Rank {
        failures,
        of_service,
        active,
    } = rank;
    format!("{of_service} of the service, {active} in all, {failures} recent failures")
}

#[cfg(test)]
mod tests {
    use crate::judge::player::play;

    #[test]
    fn a_task_that_waits_tells_what_each_node_lacks() {
        let scenario = "\
@ cluster managers=1 workers=1
node1$ docker node update --availability drain node2
node1$ docker service create -d --name db --constraint node.labels.disk==ssd redis
@ wait 2s
@ why node1$ db.1
@ why node2$ db.1
";
        let played = play(scenario, 1);
        let said: Vec<&str> = played
            .lines()
            .skip_while(|line| *line != "@ why node1$ db.1")
            .filter(|line| !line.starts_with('+'))
            .collect();
        assert_eq!(
            said,
            [
                "@ why node1$ db.1",
                "  db.1 is on no node",
                "  node1: scheduling constraints not satisfied on 1 node",
                "  node2: 1 node not available for new tasks",
                "@ why node2$ db.1",
                "  this node is not a swarm manager",
            ]
        );
    }
}
