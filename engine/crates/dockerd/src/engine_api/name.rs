//! Names for services that were created without one: an adjective and the surname of a person
//! worth remembering (moby `pkg/namesgenerator`).
//!
//! Unlike Docker, not the whole of its two lists: every name that comes out here could come out
//! there.

use sim::Rng;

const ADJECTIVES: &str = "admiring adoring affectionate agitated amazing awesome beautiful blissful \
    bold brave busy charming clever compassionate competent confident cool dazzling determined \
    dreamy eager ecstatic elastic elated elegant eloquent epic exciting fervent festive focused \
    friendly funny gallant gifted gracious great happy hopeful hungry inspiring intelligent \
    interesting jolly jovial keen kind laughing loving lucid magical modest musing nervous nice \
    nifty nostalgic objective optimistic peaceful pensive practical priceless quirky quizzical \
    relaxed reverent romantic serene sharp sleepy stoic strange suspicious sweet tender trusting \
    upbeat vibrant vigilant vigorous wizardly wonderful youthful zealous zen";

const SURNAMES: &str = "agnesi albattani archimedes babbage banach bardeen bell benz bhabha bohr \
    boyd brahmagupta brown carson carver cerf chandrasekhar chatelet chebyshev clarke colden cori \
    cray curie darwin davinci dijkstra dirac edison einstein euclid euler faraday fermat fermi \
    feynman franklin gagarin galileo galois gates gauss germain goldberg goldwasser goodall gould \
    hamilton hawking heisenberg hellman hermann herschel hertz hodgkin hoover hopper hypatia \
    jackson jemison jennings johnson joliot kalam kapitsa kare kepler khorana kilby knuth \
    kowalevski lamarr lamport leakey leavitt liskov lovelace lumiere margulis maxwell mayer \
    mccarthy mcclintock meitner mendel mendeleev merkle mirzakhani montalcini moore morse napier \
    nash neumann newton nightingale nobel noether noyce panini pascal pasteur payne perlman pike \
    poincare ptolemy raman ramanujan ride ritchie robinson roentgen rosalind sammet shannon \
    shockley sinoussi snyder stonebraker sutherland tesla thompson torvalds turing villani \
    visvesvaraya volhard wiles williams wilson wozniak wright wu yalow yonath zhukovsky";

/// A name by chance, such as `focused_turing`.
pub(super) fn random(rng: &mut Rng) -> String {
    format!("{}_{}", pick(ADJECTIVES, rng), pick(SURNAMES, rng))
}

fn pick(list: &'static str, rng: &mut Rng) -> &'static str {
    let words: Vec<&str> = list.split_whitespace().collect();
    words[rng.index(words.len())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_two_words_and_rarely_the_same() {
        let mut rng = Rng::stream(1, "names");
        let names: BTreeSet<String> = (0..100).map(|_| random(&mut rng)).collect();
        assert!(names.len() > 90);
        for name in names {
            let (adjective, surname) = name.split_once('_').unwrap();
            assert!(ADJECTIVES.split_whitespace().any(|word| word == adjective));
            assert!(SURNAMES.split_whitespace().any(|word| word == surname));
        }
    }
}
