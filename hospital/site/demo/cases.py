"""Who lies in the demo hospital's beds and why, and who has left in the last month."""

from typing import Any  # Any: what an action takes

CID10 = "http://hl7.org/fhir/sid/icd-10"
GROWN, OLD, CHILD = (18, 120), (58, 120), (1, 16)
AGES = {"PED": CHILD, "MAT": (15, 48)}

# Ward, hours since she came, days that it usually takes, code, diagnosis, why she came, and what else:
# diet, ages, sex, isolation, how far the discharge is ("clinical" …), how it ends.
Case = tuple[str, float, int, str, str, str, dict[str, Any]]  # Any: see above
HERE: tuple[Case, ...] = (
    ("CMA", 98, 7, "I50.0", "Insuficiência cardíaca congestiva", "Falta de ar e edema há uma semana",
     {"diet": "low_salt", "ages": OLD}),
    ("CMA", 52, 6, "J15.9", "Pneumonia bacteriana não especificada", "Febre e tosse produtiva há cinco dias",
     {"ages": OLD}),
    ("CMA", 70, 5, "E11.1", "Diabetes mellitus não-insulino-dependente - com cetoacidose",
     "Sede, urina em excesso e confusão", {"diet": "diabetic"}),
    ("CMA", 214, 8, "I63.9", "Infarto cerebral não especificado", "Fraqueza à direita e fala enrolada",
     {"diet": "minced", "ages": OLD}),
    ("CMA", 122, 5, "L03.1", "Celulite de outras partes do(s) membro(s)", "Perna vermelha, quente e dolorosa",
     {"stage": "room"}),
    ("CMA", 26, 4, "N10", "Nefrite túbulo-intersticial aguda", "Febre e dor nas costas", {"sex": "female"}),
    ("CMA", 290, 6, "N39.0", "Infecção do trato urinário de localização não especificada",
     "Infecção urinária por KPC, em isolamento", {"isolation": "contact", "ages": OLD}),
    ("CMA", 150, 15, "A15.0", "Tuberculose pulmonar, com confirmação por exame microscópico da expectoração",
     "Tosse e emagrecimento há dois meses", {"isolation": "airborne"}),
    ("CMA", 19, 5, "K92.2", "Hemorragia gastrointestinal, sem outra especificação", "Vômitos com sangue",
     {"diet": "fasting"}),
    ("CMA", 196, 9, "K74.6", "Outras formas de cirrose hepática e as não especificadas", "Barriga d'água",
     {"diet": "low_salt", "stage": "clinical"}),
    ("CMB", 96, 7, "J44.1", "Doença pulmonar obstrutiva crônica com exacerbação aguda não especificada",
     "Falta de ar e chiado, piora há três dias", {"ages": OLD}),
    ("CMB", 74, 8, "K85", "Pancreatite aguda", "Dor forte na boca do estômago", {"diet": "fasting"}),
    ("CMB", 44, 10, "D70", "Agranulocitose", "Febre depois da quimioterapia", {"isolation": "protective"}),
    ("CMB", 121, 10, "A41.9", "Septicemia não especificada", "Febre alta e calafrios", {"ages": OLD}),
    ("CMB", 80, 4, "I80.2", "Flebite e tromboflebite de outros vasos profundos dos membros inferiores",
     "Perna inchada há dois dias", {"stage": "nursing"}),
    ("CMB", 22, 3, "D64.9", "Anemia não especificada", "Cansaço e palidez", {}),
    ("CMB", 142, 8, "N17.9", "Insuficiência renal aguda não especificada", "Pouca urina e inchaço", {}),
    ("CMB", 268, 9, "M32.1", "Lúpus eritematoso disseminado com comprometimento de outros órgãos e sistemas",
     "Dor nas juntas e urina espumosa", {"sex": "female", "leave": True}),
    ("CMB", 460, 8, "I69.4",
     "Sequelas de acidente vascular cerebral não especificado como hemorrágico ou isquêmico",
     "Aguarda vaga em instituição de longa permanência", {"ages": OLD, "diet": "enteral"}),
    ("CCR", 25, 3, "K35.9", "Apendicite aguda sem outra especificação", "Dor na fossa ilíaca direita",
     {"ages": (18, 60)}),
    ("CCR", 31, 2, "K80.2", "Calculose da vesícula biliar sem colecistite", "Cólica biliar de repetição",
     {"stage": "administrative"}),
    ("CCR", 141, 9, "S72.0", "Fratura do colo do fêmur", "Queda em casa", {"ages": OLD}),
    ("CCR", 8, 1, "K40.9", "Hérnia inguinal unilateral ou não especificada, sem obstrução ou gangrena",
     "Cirurgia programada", {"sex": "male"}),
    ("CCR", 123, 7, "C18.9", "Neoplasia maligna do cólon, não especificado", "Cirurgia programada",
     {"ages": OLD}),
    ("CCR", 75, 8, "S82.2", "Fratura da diáfise da tíbia", "Acidente de moto", {"sex": "male"}),
    ("CCR", 390, 12, "E11.5",
     "Diabetes mellitus não-insulino-dependente - com complicações circulatórias periféricas",
     "Ferida no pé que não cicatriza", {"isolation": "contact", "diet": "diabetic"}),
    ("UTI", 61, 12, "A41.9", "Septicemia não especificada", "Pressão baixa e confusão",
     {"diet": "enteral", "ages": OLD}),
    ("UTI", 28, 5, "I21.9", "Infarto agudo do miocárdio não especificado", "Dor no peito em aperto",
     {"ages": OLD}),
    ("UTI", 170, 10, "J96.0", "Insuficiência respiratória aguda", "Falta de ar intensa, intubação",
     {"diet": "enteral", "isolation": "droplet"}),
    ("UTI", 99, 14, "S06.5", "Hemorragia subdural devida a traumatismo", "Queda de altura",
     {"diet": "enteral", "sex": "male"}),
    ("UTI", 12, 4, "I61.9", "Hemorragia intracerebral não especificada", "Dor de cabeça súbita e vômitos",
     {"diet": "fasting"}),
    ("MAT", 40, 2, "O80.0", "Parto espontâneo cefálico", "Trabalho de parto", {"mother": True}),
    ("MAT", 20, 3, "O82.0", "Parto por cesariana eletiva", "Cesariana programada", {"sex": "female"}),
    ("MAT", 9, 5, "O14.9", "Pré-eclâmpsia não especificada", "Pressão alta na gravidez",
     {"sex": "female", "diet": "low_salt"}),
    ("PED", 46, 5, "J21.9", "Bronquiolite aguda não especificada", "Chiado e cansaço para mamar",
     {"isolation": "droplet", "ages": (0, 6)}),
    ("PED", 15, 3, "A09", "Diarréia e gastroenterite de origem infecciosa presumível", "Vômitos e diarreia",
     {}),
    ("PED", 72, 6, "J18.9", "Pneumonia não especificada", "Febre e respiração rápida", {}),
    ("OBS", 7, 1, "R07.4", "Dor torácica, não especificada", "Dor no peito, enzimas seriadas", {}),
    ("OBS", 15, 1, "R55", "Síncope e colapso", "Desmaio na rua", {}),
    ("OBS", 27, 1, "N23", "Cólica nefrética não especificada", "Dor lombar intensa", {"stage": "clinical"}),
    ("OBS", 3, 1, "T78.4", "Alergia não especificada", "Urticária depois de antibiótico", {}),
)  # fmt: skip

# Ward, days since she came, days that she stayed, code, diagnosis, and how it ended.
Past = tuple[str, float, float, str, str, str]
GONE: tuple[Past, ...] = (
    ("CMA", 29, 5.2, "J15.9", "Pneumonia bacteriana não especificada", "home"),
    ("CCR", 27, 2.2, "K80.2", "Calculose da vesícula biliar sem colecistite", "home"),
    ("UTI", 26, 6.4, "A41.9", "Septicemia não especificada", "death"),
    ("MAT", 23, 2.1, "O80.0", "Parto espontâneo cefálico", "home"),
    ("PED", 21, 3.0, "J18.9", "Pneumonia não especificada", "home"),
    ("CMA", 15, 1.3, "F10.0",
     "Transtornos mentais e comportamentais devidos ao uso de álcool - intoxicação aguda", "evasion"),
    ("CMB", 11, 4.1, "J44.1",
     "Doença pulmonar obstrutiva crônica com exacerbação aguda não especificada", "transfer"),
    ("CMA", 9, 3.2, "L03.1", "Celulite de outras partes do(s) membro(s)", "against_advice"),
    ("CCR", 2, 1.95, "K40.9", "Hérnia inguinal unilateral ou não especificada, sem obstrução ou gangrena",
     "home"),
    ("CMA", 3, 2.96, "N39.0", "Infecção do trato urinário de localização não especificada", "home"),
    ("PED", 1, 0.98, "J45.9", "Asma não especificada", "home"),
)  # fmt: skip

# Ward, hours until she is expected, code, diagnosis, why; the authorisation, or why it is called off.
TO_COME: tuple[tuple[str, float, str, str, str, str], ...] = (
    ("CCR", 15, "K80.2", "Calculose da vesícula biliar sem colecistite", "Colecistectomia programada",
     "AUT-20417"),
    ("CCR", 39, "N40", "Hiperplasia da próstata", "Ressecção programada", ""),
    ("MAT", 18, "O82.0", "Parto por cesariana eletiva", "Cesariana programada", "AUT-20433"),
    ("CMB", 63, "C50.9", "Neoplasia maligna da mama, não especificada", "Quimioterapia, terceiro ciclo", ""),
    ("CCR", 41, "K40.9", "Hérnia inguinal unilateral ou não especificada", "Hernioplastia programada",
     "febre"),
)  # fmt: skip
