import type { Inspector } from '@fingerprint-guard/inspector';
import { FingerprintModule } from '@fingerprint-guard/nest';
import { type DynamicModule, Module } from '@nestjs/common';
import { DecisionLog } from './decision-log.js';
import { DemoController } from './demo.controller.js';
import { PageController, SETTINGS } from './page.controller.js';
import { loginPolicy } from './policy.js';
import { SessionController } from './session.controller.js';
import type { Settings } from './settings.js';

@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: this is how Nest takes a module with settings
export class AppModule {
  /** @param inspector Sees every decision, if there is one. */
  static with(settings: Settings, inspector: Inspector | undefined): DynamicModule {
    const log = new DecisionLog();
    const { apiKey, region, apiUrl, origins } = settings;
    return {
      module: AppModule,
      imports: [
        FingerprintModule.forRoot({
          apiKey,
          region,
          ...(apiUrl ? { baseUrl: apiUrl } : {}),
          origins,
          policies: { login: loginPolicy },
          onDecision(decision) {
            log.add(decision);
            inspector?.onDecision(decision);
          },
        }),
      ],
      controllers: [PageController, SessionController, DemoController],
      providers: [
        { provide: SETTINGS, useValue: settings },
        { provide: DecisionLog, useValue: log },
      ],
    };
  }
}
