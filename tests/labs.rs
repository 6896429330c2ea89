//! Every lab of the course proves itself.

use labs::proof;

#[test]
fn every_lab_can_be_solved_and_not_by_accident() {
    let labs = labs::catalogue();
    assert!(!labs.is_empty(), "there are labs");
    let mut failures = Vec::new();
    for lab in &labs {
        match proof::prove(lab) {
            Ok(proofs) => println!("{}: {proofs} proofs", lab.folder),
            Err(failure) => failures.push(failure.to_string()),
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
