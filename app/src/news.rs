//! What has changed, in a sentence or two, for those who cannot see the map.

use engine::View;

use crate::words::Words;

/// Compares two views and says what a person would want to be told.
pub fn news(before: &View, after: &View, words: &Words) -> Vec<String> {
    let (Some((_, old)), Some((_, new))) = (before.authority(), after.authority()) else {
        return Vec::new();
    };
    let mut news = Vec::new();
    for service in &new.store.services {
        let earlier = old.store.services.iter().find(|it| it.id == service.id);
        let has_changed =
            earlier.is_none_or(|it| (it.running, it.desired) != (service.running, service.desired));
        if has_changed {
            let (running, desired) = (service.running.to_string(), service.desired.to_string());
            let values = [
                ("service", service.name.as_str()),
                ("running", &running),
                ("desired", &desired),
            ];
            news.push(words.with("news-task", &values));
        }
    }
    for node in &new.store.nodes {
        let earlier = old.store.nodes.iter().find(|it| it.id == node.id);
        if earlier.is_some_and(|it| it.state != node.state) {
            let state = words.get(&format!("node-{}", node.state));
            let values = [("node", node.hostname.as_str()), ("state", state.as_str())];
            news.push(words.with("news-node", &values));
        }
    }
    news
}
