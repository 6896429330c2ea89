//! Every word a person reads, in both languages, from the Fluent files in `locales/`.

use std::rc::Rc;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use labs::Language;
use unic_langid::LanguageIdentifier;

const KOREAN: &str = include_str!("../locales/ko.ftl");
const ENGLISH: &str = include_str!("../locales/en.ftl");

/// The words of one language. Cheap to hand around; equal when the language is.
#[derive(Clone)]
pub struct Words {
    pub language: Language,
    bundle: Rc<FluentBundle<FluentResource>>,
}

impl PartialEq for Words {
    fn eq(&self, other: &Words) -> bool {
        self.language == other.language
    }
}

impl Words {
    /// The words of a language.
    pub fn new(language: Language) -> Words {
        let source = match language {
            Language::Korean => KOREAN,
            Language::English => ENGLISH,
        };
        let id: LanguageIdentifier = language
            .code()
            .parse()
            .expect("`ko` and `en` are languages");
        let mut bundle = FluentBundle::new(vec![id]);
        // Marks around what is inserted would end up in copied text.
        bundle.set_use_isolating(false);
        // A file with a mistake keeps its good messages; the native test below holds that none has.
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(good, _)| good);
        bundle.add_resource_overriding(resource);
        Words {
            language,
            bundle: Rc::new(bundle),
        }
    }

    /// A word or sentence.
    pub fn get(&self, id: &str) -> String {
        self.with(id, &[])
    }

    /// A sentence with something inserted. What is missing shows its own name.
    pub fn with(&self, id: &str, values: &[(&str, &str)]) -> String {
        let Some(pattern) = self
            .bundle
            .get_message(id)
            .and_then(|message| message.value())
        else {
            return id.to_owned();
        };
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            // Numbers choose plural forms.
            let number = value.parse::<u32>().ok().filter(|_| *name == "count");
            arguments.set(
                (*name).to_owned(),
                number.map_or_else(|| FluentValue::from((*value).to_owned()), FluentValue::from),
            );
        }
        self.bundle
            .format_pattern(pattern, Some(&arguments), &mut Vec::new())
            .into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(source: &str) -> Vec<String> {
        FluentResource::try_new(source.to_owned()).expect("the file is read without a mistake");
        let names = source
            .lines()
            .filter(|line| !line.starts_with([' ', '}', '#']));
        names
            .filter_map(|line| Some(line.split_once(" =")?.0.to_owned()))
            .collect()
    }

    #[test]
    fn both_languages_say_the_same_things() {
        assert_eq!(ids(KOREAN), ids(ENGLISH));
    }

    #[test]
    fn numbers_choose_the_form() {
        let words = Words::new(Language::English);
        assert_eq!(words.with("minutes", &[("count", "1")]), "1 minute");
        assert_eq!(words.with("minutes", &[("count", "2")]), "2 minutes");
        assert_eq!(words.get("no-such-word"), "no-such-word");
    }
}
