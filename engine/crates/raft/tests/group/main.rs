//! Groups of members: scripts, claims of the paper, random schedules.
