//! What a person chooses to see: nothing here touches the world.

use std::rc::Rc;

use engine::{MachineId, TaskId};
use labs::Language;

use super::{App, Region, browser};
use crate::storage::Theme;
use crate::words::Words;

impl App {
    pub(super) fn point_at(&mut self, name: Option<String>) -> bool {
        if name.is_some() {
            self.region = Region::Map;
        }
        self.pointed_at = name;
        true
    }

    pub(super) fn open_passport(&mut self, task: Option<TaskId>) -> bool {
        let why = self.stage.as_ref().and_then(|it| it.why(task.as_ref()));
        self.why = why.map(Rc::new);
        self.passport = task;
        self.faults = None;
        true
    }

    pub(super) fn open_faults(&mut self, machine: Option<MachineId>) -> bool {
        self.faults = machine;
        self.passport = None;
        true
    }

    pub(super) fn use_pane(&mut self, pane: usize) -> bool {
        self.panes.used = pane.min(self.panes.machines.len().saturating_sub(1));
        true
    }

    pub(super) fn show_terminal(&mut self, machine: MachineId) -> bool {
        match self.panes.machines.iter().position(|its| *its == machine) {
            Some(pane) => self.panes.used = pane,
            None => {
                let used = self.panes.used;
                if let Some(pane) = self.panes.machines.get_mut(used) {
                    *pane = machine;
                }
            }
        }
        true
    }

    pub(super) fn set_panes(&mut self, count: usize) -> bool {
        self.settings.panes = count;
        self.settings.save();
        let machines = self.view.machines.iter().map(|machine| machine.id);
        let mut shown: Vec<MachineId> = self.panes.machines.clone();
        let more: Vec<MachineId> = machines
            .filter(|machine| !shown.contains(machine))
            .collect();
        shown.extend(more);
        shown.truncate(count.max(1));
        self.panes.used = self.panes.used.min(shown.len().saturating_sub(1));
        self.panes.machines = shown;
        true
    }

    pub(super) fn set_language(&mut self, language: Language) -> bool {
        self.settings.language = language.code().to_owned();
        self.words = Words::new(language);
        self.apply_settings();
        browser::set_title(&self.words, self.title().as_deref());
        true
    }

    /// Keeps the settings and puts them on the page.
    pub(super) fn apply_settings(&mut self) {
        self.settings.save();
        browser::set_page(self.words.language, self.settings.theme);
    }

    pub(super) fn set_theme(&mut self, theme: Theme) -> bool {
        self.settings.theme = Some(theme);
        self.apply_settings();
        true
    }

    pub(super) fn show_region(&mut self, region: Region) -> bool {
        self.region = region;
        browser::focus(&format!("region-{}", region.code()));
        true
    }
}
