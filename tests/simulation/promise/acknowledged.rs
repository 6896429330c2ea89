//! No acknowledged write is lost: what a command said it did is there in the end.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::object::Service;
use engine::{Instant, Mode, UpdateState};

use super::{Calm, Promise};
use crate::simulation::scenario::About;
use crate::simulation::sight::Done;

#[derive(Debug, Default)]
pub struct Acknowledged {
    /// By service: the id a command gave, and when.
    created: BTreeMap<String, (String, Instant)>,
    scaled: BTreeMap<String, (u64, Instant)>,
    /// When something that changes the service, or removes it, was last begun.
    touched: BTreeMap<String, Instant>,
    removed: BTreeMap<String, Instant>,
    /// Removals under way: nobody knows when they will happen.
    removing: BTreeMap<String, u32>,
    /// The same for what changes a service.
    changing: BTreeMap<String, u32>,
}

impl Promise for Acknowledged {
    fn name(&self) -> &'static str {
        "no acknowledged write lost"
    }

    fn begun(&mut self, about: &About, at: Instant) {
        match about {
            About::Remove { service } => {
                self.created.remove(service);
                self.scaled.remove(service);
                self.removed.insert(service.clone(), at);
                *self.removing.entry(service.clone()).or_default() += 1;
            }
            About::Change { service }
            | About::Scale { service, .. }
            | About::Create { service } => {
                self.scaled.remove(service);
                self.touched.insert(service.clone(), at);
                *self.changing.entry(service.clone()).or_default() += 1;
            }
            About::List | About::Lose | About::Other => (),
        }
    }

    fn done(&mut self, done: &Done) -> Result<(), String> {
        if let About::Change { service } | About::Scale { service, .. } | About::Create { service } =
            &done.about
            && let Some(count) = self.changing.get_mut(service)
        {
            *count -= 1;
        }
        if let About::Remove { service } = &done.about {
            self.created.remove(service);
            self.scaled.remove(service);
            // Whoever was refused may have been heard all the same.
            if done.status == 0
                && let Some(count) = self.removing.get_mut(service)
            {
                *count -= 1;
            }
        }
        if done.status != 0 {
            return Ok(());
        }
        let is_being_removed = |service: &String| {
            self.removed
                .get(service)
                .is_some_and(|at| *at >= done.started)
                || self.removing.get(service).is_some_and(|count| *count > 0)
        };
        match &done.about {
            About::Create { service } if !is_being_removed(service) => {
                let id = done.output.split_whitespace().last().unwrap_or_default();
                let entry = (id.to_owned(), done.ended);
                self.created.insert(service.clone(), entry);
            }
            About::Scale { service, replicas }
                if !is_being_removed(service)
                    && self.touched.get(service) == Some(&done.started)
                    && self.changing.get(service).is_none_or(|count| *count == 0) =>
            {
                self.scaled.insert(service.clone(), (*replicas, done.ended));
            }
            About::Create { .. }
            | About::Scale { .. }
            | About::Remove { .. }
            | About::Change { .. }
            | About::List
            | About::Lose
            | About::Other => (),
        }
        Ok(())
    }

    fn calm(&mut self, calm: &Calm<'_>) -> Result<(), String> {
        for (name, (id, at)) in &self.created {
            if calm.store.services().all(|it| it.id.as_str() != id) {
                return Err(format!(
                    "service {name} ({id}), created at {at:?}, is not there"
                ));
            }
        }
        for (name, (replicas, at)) in &self.scaled {
            let service = calm.store.service_by_name(name);
            // What rolls back takes the number of tasks back, too.
            let rolls_back = |it: &&Arc<Service>| {
                let status = it.update_status.as_ref().map(|it| it.state);
                matches!(
                    status,
                    Some(
                        UpdateState::RollbackStarted
                            | UpdateState::RollbackPaused
                            | UpdateState::RollbackCompleted
                    )
                )
            };
            let service = service.filter(|it| !rolls_back(it));
            let mode = service.map(|it| it.spec.mode.kind());
            if let Some(Mode::Replicated { replicas: has }) = mode
                && has != *replicas
            {
                return Err(format!(
                    "service {name} was scaled to {replicas} at {at:?} and has {has}"
                ));
            }
        }
        Ok(())
    }
}
