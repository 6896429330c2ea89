//! No acknowledged write is lost: what a command said it did is there in the end.

use std::collections::BTreeMap;

use engine::{Instant, Mode};

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
            }
            About::Change { service }
            | About::Scale { service, .. }
            | About::Create { service } => {
                self.scaled.remove(service);
                self.touched.insert(service.clone(), at);
            }
            About::List | About::Lose | About::Other => (),
        }
    }

    fn done(&mut self, done: &Done) -> Result<(), String> {
        if done.status != 0 {
            return Ok(());
        }
        let since = |book: &BTreeMap<String, Instant>, service: &String| {
            book.get(service).is_some_and(|at| *at >= done.started)
        };
        match &done.about {
            About::Create { service } if !since(&self.removed, service) => {
                let id = done.output.split_whitespace().last().unwrap_or_default();
                let entry = (id.to_owned(), done.ended);
                self.created.insert(service.clone(), entry);
            }
            About::Scale { service, replicas }
                if !since(&self.removed, service)
                    && self.touched.get(service) == Some(&done.started) =>
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
