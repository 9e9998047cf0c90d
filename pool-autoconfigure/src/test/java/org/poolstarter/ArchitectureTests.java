/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** The rules of the house that a compiler cannot check. */
class ArchitectureTests {

    private static final String ROOT = "org.poolstarter";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void theCoreKnowsNoFrameworkDriverOrMetricsLibrary() {
        classes()
                .that()
                .resideInAnyPackage(ROOT + ".pool..", ROOT + ".advice..", ROOT + ".account")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + ".pool..",
                        ROOT + ".advice..",
                        ROOT + ".account",
                        "java..",
                        "org.slf4j..",
                        "org.jspecify.annotations..")
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc", "mongo", "account"})
    void aBackendKnowsNoOtherBackend(String backend) {
        String[] others = Stream.of("jdbc", "mongo", "account")
                .filter(other -> !other.equals(backend))
                .flatMap(other -> Stream.of(ROOT + "." + other + "..", ROOT + ".autoconfigure." + other + ".."))
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "." + backend + "..", ROOT + ".autoconfigure." + backend + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"health", "metrics", "actuate", "advice", "event"})
    void anObserverKnowsOnlyTheModel(String observer) {
        String own = ROOT + "." + observer + "..";
        classes()
                .that()
                .resideInAPackage(own)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(own, ROOT + ".pool..", ROOT + ".advice..")
                        .or(DescribedPredicate.not(resideInAPackage(ROOT + ".."))))
                .check(CLASSES);
    }

    @Test
    void onlyTheRimKnowsAutoConfiguration() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".autoconfigure..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework.boot.autoconfigure..", ROOT + ".autoconfigure..")
                .check(CLASSES);
    }

    @Test
    void permitsOfAClusterAskNoClockOfTheDay() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".account.redis..")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Instant.class, Clock.class, InstantSource.class)
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void beanMethodsAreNotPublic() {
        methods().that().areAnnotatedWith(Bean.class).should().notBePublic().check(CLASSES);
    }

    @Test
    void autoConfigurationsAreFinalAndPublic() {
        classes()
                .that()
                .areAnnotatedWith(AutoConfiguration.class)
                .should()
                .bePublic()
                .andShould()
                .haveModifier(JavaModifier.FINAL)
                .check(CLASSES);
    }

    @Test
    void staticFieldsAreFinal() {
        fields().that().areStatic().should().beFinal().check(CLASSES);
    }

    @Test
    void everyPackageSaysWhatMayBeNull() {
        classes()
                .that()
                .resideInAPackage(ROOT + "..")
                .should(new ArchCondition<>("be in a @NullMarked package") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                        events.add(
                                new SimpleConditionEvent(type, marked, type.getName() + " is in an unmarked package"));
                    }
                })
                .check(CLASSES);
    }
}
